"""What may be sent with a letter, on the page and by other systems alike."""

from foundation.files.limits import MEGABYTE, PICTURES, Limits

ATTACHMENTS = Limits(
    max_bytes=5 * MEGABYTE,
    max_total_bytes=15 * MEGABYTE,
    max_files=3,
    extensions=PICTURES | {"pdf", "docx", "doc", "xlsx", "txt"},
)
