"""Where a statement that was taken over was published before. Pure."""


def names_an_address(source: str) -> bool:
    """Tell whether the source is an address that a reader may open; its figures are real, even in a demonstration."""
    return source.startswith(("http://", "https://"))
