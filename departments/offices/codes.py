"""The unified social credit code (统一社会信用代码) and its check digit.

Source: GB 32100-2015.
"""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18


def check_digit(body: str) -> str:
    """Return the eighteenth character for the first seventeen.

    Raises ValueError if `body` is not seventeen characters of the standard's alphabet.
    """
    if len(body) != LENGTH - 1 or any(letter not in ALPHABET for letter in body):
        raise ValueError(f"a credit code has {LENGTH - 1} characters of {ALPHABET} before its check digit")
    total = sum(ALPHABET.index(letter) * pow(3, place, 31) for place, letter in enumerate(body))
    return ALPHABET[(31 - total % 31) % 31]


def is_credit_code(code: str) -> bool:
    """Tell whether `code` is a complete credit code with the right check digit."""
    try:
        return len(code) == LENGTH and check_digit(code[:-1]) == code[-1]
    except ValueError:
        return False
