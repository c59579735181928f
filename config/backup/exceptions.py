"""Why a copy is not made or not put back, in words for the operator."""


class CannotBackUp(Exception):
    """The copy can't be made; nothing half-made is left under the name of a whole one."""


class CannotRestore(Exception):
    """The copy can't be put back; the database was not touched, or its change was taken back as a whole."""
