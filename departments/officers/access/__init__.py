"""How officers prove who they are: password, second factor, sessions, lock-outs, single sign-on."""
