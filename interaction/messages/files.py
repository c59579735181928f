"""What becomes of the files of letters that are erased. Called by the outbox."""

from django.utils.translation import gettext_lazy as _

from foundation.files.serving import private_storage
from foundation.outbox.handlers import named


@named(_("remove a file of an erased letter"))
def remove_file(name: str) -> None:
    """Remove a file from the private store. One that is gone already is no error, so this may be repeated."""
    private_storage().delete(name)
