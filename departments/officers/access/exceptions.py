"""Why a proof is not taken."""

from foundation.refusals import Refusal


class WrongCode(Refusal):
    """The code is wrong, too old, or was used before; it does not tell which."""

    code = "wrong_code"


class CodesClosed(Refusal):
    """Too many wrong codes: those of the app are closed for a while, a recovery code still opens."""

    code = "codes_closed"


class SignOnFailed(Refusal):
    """Single sign-on did not come to an end that can be trusted."""

    code = "sign_on_failed"
