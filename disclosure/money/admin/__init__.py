"""The back office of public money, a module per noun."""
