"""What lies on the author's desk, as one digest: equal as long as nobody changes it."""

from disclosure.items.digests import content_digest
from disclosure.items.models import Item
from disclosure.items.publication import content_of, digests_of


def desk_digest(item: Item) -> str:
    """Return the SHA-256 of the working copy: words, dates, place and files. Two queries.

    Other than `working_digest` it holds the offices by their keys: a new name of an office changes nothing here.
    """
    place = {
        "department": item.department_id,
        "category": item.category_id,
        "drafting_department": item.drafting_department_id,
        "co_issuers": sorted(item.co_issuers.values_list("pk", flat=True)),
        "disclosure_mode": item.disclosure_mode,
        "exemption_basis": item.exemption_basis,
    }
    return content_digest(content_of(item) | place, digests_of(list(item.attachments.all())))
