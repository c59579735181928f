"""What is done with interpretations: two parties before the signature. The drafting office writes, the legal office
reviews with experts, a signatory publishes; nobody takes two of these steps.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.duties.actors import officer_actor
from departments.officers.models import Officer
from departments.officers.scoping import may
from disclosure.items.models import ItemEvent
from disclosure.items.publication import working_digest
from disclosure.items.services import (
    LONGEST_REASON,
    drop_carrier_revision,
    give_back,
    require_other_hand,
    require_permission,
    save_draft,
    sign_carrier,
    submit_carrier,
    withdraw_carrier,
)
from disclosure.items.statuses import ItemKind, ItemStatus
from disclosure.policies.annexes import EXTERNAL, interpretation_annex, restore_interpretation
from disclosure.policies.models import Interpretation, Policy
from disclosure.policies.register import lock_items, settle_interpretation
from disclosure.policies.warnings import interpretation_warnings, require_confirmed
from foundation.refusals import NotAllowed, Refusal, WrongState

REVIEW = "disclosure.review_interpretation"
FIXED = ("policy_id", *EXTERNAL, "form")


@transaction.atomic
def save_interpretation(interpretation: Interpretation, *, by: Officer, at: datetime) -> Interpretation:
    """Store a new interpretation or a changed working copy; see `save_draft`.

    What it explains and its form are fixed by the first publication: public pages and lists read them here. Raises
    WrongState for a change of them afterwards.
    """
    interpretation.kind = ItemKind.INTERPRETATION
    if interpretation.pk:
        _require_same_subject(interpretation)
    save_draft(interpretation, by=by, at=at)
    return interpretation


@transaction.atomic
def submit_interpretation(interpretation: Interpretation, *, by: Officer, at: datetime) -> Interpretation:
    """Hand a draft to the legal office; from now on its content stands still.

    Raises NotAllowed, WrongState, or Refusal when it does not say who drafted it, who answers for it, who reviews it.
    """
    interpretation = _lock(interpretation)
    require_permission(interpretation, by, "disclosure.submit_item", at)
    if interpretation.status != ItemStatus.DRAFT:
        raise WrongState(_("Only a draft can be submitted."))
    _require_people(interpretation)
    interpretation.annex = interpretation_annex(interpretation)
    interpretation.reviewed_digest = ""
    interpretation.save(update_fields=["annex", "reviewed_digest"])
    submit_carrier(interpretation.item, by=by, at=at)
    return Interpretation.objects.get(pk=interpretation.pk)


@transaction.atomic
def review_interpretation(
    interpretation: Interpretation, *, by: Officer, at: datetime, seen: str = "", note: str = ""
) -> Interpretation:
    """Pass a submitted interpretation on to the signatory, for the legal office; `note` says what the experts said.

    `seen` is the `working_digest` of what was read. Raises NotAllowed for whoever had a hand in it or has no role in
    the legal office, WrongState when it does not wait for a review, Refusal when the note is too long.
    """
    interpretation = _lock(interpretation)
    _require_reviewer(interpretation, by, at)
    _require_waiting(interpretation)
    require_other_hand(interpretation, by)
    digest = working_digest(interpretation.item)
    if seen and seen != digest:
        raise WrongState(_("The item was changed after you opened it; read it again before you sign."))
    if len(note) > LONGEST_REASON:
        raise Refusal(
            _("The note may have %(limit)s characters at most.") % {"limit": LONGEST_REASON}, code="note_too_long"
        )
    interpretation.reviewed_by = by
    interpretation.reviewed_at = at
    interpretation.reviewed_digest = digest
    interpretation.review_note = note
    interpretation.save(update_fields=["reviewed_by", "reviewed_at", "reviewed_digest", "review_note"])
    ItemEvent.objects.create(
        item=interpretation.item,
        status_before=ItemStatus.SUBMITTED,
        status_after=ItemStatus.SUBMITTED,
        at=at,
        by=by,
        reason=(_("Reviewed by the legal office. %(note)s") % {"note": note}).strip()[:LONGEST_REASON],
    )
    return interpretation


@transaction.atomic
def return_interpretation(interpretation: Interpretation, *, by: Officer, at: datetime, reason: str) -> Interpretation:
    """Give a submitted interpretation back to its author: the legal office, a signatory, or whoever submitted it.

    A review falls with it. Raises NotAllowed, WrongState, or Refusal without a reason.
    """
    interpretation = _lock(interpretation)
    is_reviewer = interpretation.legal_office is not None and may(
        by, REVIEW, interpretation.legal_office, timezone.localdate(at)
    )
    if by.pk != interpretation.submitted_by_id and not is_reviewer:
        require_permission(interpretation, by, "disclosure.sign_item", at)
    give_back(interpretation.item, by=by, at=at, reason=reason)
    Interpretation.objects.filter(pk=interpretation.pk).update(reviewed_digest="")
    return Interpretation.objects.get(pk=interpretation.pk)


@transaction.atomic
def sign_interpretation(
    interpretation: Interpretation, *, by: Officer, at: datetime, seen: str = "", confirmed: Collection[str] = ()
) -> Interpretation:
    """Publish a reviewed interpretation; the duty of the drafting office is met by it.

    Raises NotAllowed also for the reviewer, WrongState without a review of these very words or while the policy is not
    public, Refusal `confirm_…` for a warning (a mere copy) that nobody confirmed.
    """
    interpretation = _lock(interpretation)
    if interpretation.status == ItemStatus.SUBMITTED:
        require_permission(interpretation, by, "disclosure.sign_item", at)
        _require_review(interpretation, by)
        _require_public_policy(interpretation)
        require_confirmed(interpretation_warnings(interpretation), confirmed)
    sign_carrier(interpretation.item, by=by, at=at, seen=seen)
    _settle(interpretation, by, at)
    return Interpretation.objects.get(pk=interpretation.pk)


@transaction.atomic
def drop_interpretation_revision(interpretation: Interpretation, *, by: Officer, at: datetime) -> Interpretation:
    """Give up a correction: words and facts become again what the public reads."""
    item = drop_carrier_revision(interpretation.item, by=by, at=at)
    interpretation = Interpretation.objects.get(pk=interpretation.pk)
    if item.annex:
        restore_interpretation(interpretation, item.annex)
    return interpretation


@transaction.atomic
def withdraw_interpretation(
    interpretation: Interpretation, *, by: Officer, at: datetime, reason: str
) -> Interpretation:
    """Take an interpretation back; if it was the only one, the drafting office owes one again."""
    interpretation = _lock(interpretation)
    withdraw_carrier(interpretation.item, by=by, at=at, reason=reason)
    _settle(interpretation, by, at)
    return Interpretation.objects.get(pk=interpretation.pk)


def _require_same_subject(interpretation: Interpretation) -> None:
    stored = Interpretation.objects.get(pk=interpretation.pk)
    if stored.is_revision and any(getattr(stored, name) != getattr(interpretation, name) for name in FIXED):
        raise WrongState(_("What is interpreted and in which form is fixed once it was published."))


def _lock(interpretation: Interpretation) -> Interpretation:
    """Return the interpretation as it is now; its row and its policy's are held until the transaction ends."""
    policy = Interpretation.objects.filter(pk=interpretation.pk).values_list("policy_id", flat=True).get()
    lock_items([interpretation.pk, *([policy] if policy else [])])
    return Interpretation.objects.select_related("policy", "department", "legal_office").get(pk=interpretation.pk)


def _settle(interpretation: Interpretation, by: Officer, at: datetime) -> None:
    if interpretation.policy_id:
        settle_interpretation(Policy.objects.get(pk=interpretation.policy_id), by=officer_actor(by), at=at)


def _require_reviewer(interpretation: Interpretation, by: Officer, at: datetime) -> None:
    office = interpretation.legal_office
    if office is None or not may(by, REVIEW, office, timezone.localdate(at)):
        raise NotAllowed(_("Only the legal office that is named there reviews this interpretation."))


def _require_waiting(interpretation: Interpretation) -> None:
    if interpretation.status != ItemStatus.SUBMITTED or interpretation.reviewed_digest:
        raise WrongState(_("Only an interpretation that waits for the legal office can be reviewed."))


def _require_review(interpretation: Interpretation, by: Officer) -> None:
    if interpretation.reviewed_digest != working_digest(interpretation.item):
        raise WrongState(_("The legal office has not reviewed these words yet."), code="not_reviewed")
    if Interpretation.objects.reviewed_in_turn(by).filter(pk=interpretation.pk).exists():
        raise NotAllowed(
            _("Whoever reviewed an interpretation can't sign it; another signatory must."), code="own_review"
        )


def _require_public_policy(interpretation: Interpretation) -> None:
    if interpretation.policy is not None and not interpretation.policy.is_public:
        raise WrongState(_("The policy is not public yet; publish it first."), code="policy_not_public")


def _require_people(interpretation: Interpretation) -> None:
    """Refuse an interpretation that does not say what it explains and who stands for it (谁起草谁解读).

    All that is missing is named at once; the code is that of the first.
    """
    missing = []
    if interpretation.policy is None and not interpretation.external_title:
        missing.append(Refusal(_("Say which policy is interpreted."), code="policy_missing"))
    if not interpretation.drafter.strip():
        missing.append(Refusal(_("Name who drafted the interpretation."), code="drafter_missing"))
    if not interpretation.responsible_official.strip():
        missing.append(Refusal(_("Name the official who answers for the interpretation."), code="official_missing"))
    if interpretation.legal_office is None:
        missing.append(
            Refusal(_("Name the legal office that reviews the interpretation."), code="legal_office_missing")
        )
    if missing:
        raise Refusal(" ".join(map(str, missing)), code=missing[0].code)
