"""Which policies, which interpretations?"""

from datetime import date
from typing import Self

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, Least

from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from departments.offices.models import Department
from disclosure.items.models import ItemEvent
from disclosure.items.querysets import ItemQuerySet
from disclosure.items.statuses import ItemStatus, Validity

FINAL = (Validity.EXPIRED, Validity.ABOLISHED)


class PolicyQuerySet(ItemQuerySet):
    def with_validity(self, today: date) -> Self:
        """Add `validity_now`: what `validity_on(today)` says of a published policy, reckoned in the database.

        `abolished_from` and `ended_from` are the first days on which it is abolished and on which it no longer holds.
        """
        abolished = Least(F("current_version__abolished_on"), F("abolished_since"))
        ended = Least(F("current_version__abolished_on"), F("abolished_since"), F("lapsed_since"))
        lapsed_first = Q(abolished_from=None) | Q(abolished_from__gt=F("lapsed_since"))
        return self.annotate(abolished_from=abolished, ended_from=ended).annotate(
            validity_now=Case(
                When(current_version__validity__in=FINAL, then=F("current_version__validity")),
                When(lapsed_first, lapsed_since__lte=today, then=Value(Validity.EXPIRED)),
                When(abolished_from__lte=today, then=Value(Validity.ABOLISHED)),
                When(current_version__validity=Validity.AMENDED, then=Value(Validity.AMENDED)),
                When(current_version__effective_on__gt=today, then=Value(Validity.NOT_YET)),
                When(amended_since__lte=today, then=Value(Validity.AMENDED)),
                When(current_version__effective_on__isnull=False, then=Value(Validity.EFFECTIVE)),
                default=F("current_version__validity"),
                output_field=CharField(),
            )
        )

    def in_force(self, today: date) -> Self:
        """Return published policies that hold on `today`, amended or not."""
        return self.with_validity(today).filter(validity_now__in=(Validity.EFFECTIVE, Validity.AMENDED))

    def of_class(self, policy_class: str) -> Self:
        return self.filter(listed_class=policy_class)

    def expiring(self, today: date, until: date) -> Self:
        """Return published policies still in force whose term ends after `today`, at the latest on `until`."""
        return self.in_force(today).filter(lapsed_since__gt=today, lapsed_since__lte=until)

    def made_between(self, first: date, last: date) -> Self:
        """Return published policies that were made (成文) from `first` to `last`, both included."""
        return self.filter(current_version__formed_on__range=(first, last))

    def ended_between(self, first: date, last: date) -> Self:
        """Return published policies whose force ended from `first` to `last`: abolished or expired."""
        return self.with_validity(last).filter(ended_from__range=(first, last))

    def owing_interpretation(self) -> Self:
        """Return published policies that must be interpreted and those that were: the base of the rate."""
        return self.public().filter(owes_interpretation=True)

    def uninterpreted(self) -> Self:
        """Return published policies that must be interpreted and are not."""
        return self.owing_interpretation().filter(interpreted_on=None)

    def with_drafter(self) -> Self:
        """Add `drafter_id`: the office that owes the interpretation."""
        return self.annotate(drafter_id=Coalesce("drafting_department_id", "department_id"))

    def drafted_by(self, office: int) -> Self:
        """Return the policies that an office (primary key) drafted and therefore interprets."""
        return self.filter(Q(drafting_department=office) | Q(drafting_department=None, department=office))

    def drafted_in(self, department: Department) -> Self:
        """Return the policies drafted by an office or by one below it."""
        within = Q(drafting_department__path__startswith=department.path)
        return self.filter(within | Q(drafting_department=None, department__path__startswith=department.path))


class InterpretationQuerySet(ItemQuerySet):
    def visible_to(self, officer: Officer, today: date) -> Self:
        """Return those of the own offices, and those that one's legal office was asked to review.

        A draft that was never handed in is its office's own, whichever legal office it names already.
        """
        handed_in = ItemEvent.objects.filter(item=OuterRef("item"), status_after=ItemStatus.SUBMITTED)
        reviewed = within_scope(officer, "disclosure.review_interpretation", today, field="legal_office")
        return self.filter(within_scope(officer, "disclosure.view_item", today) | (reviewed & Exists(handed_in)))

    def to_review(self) -> Self:
        """Return those that wait for their legal office."""
        return self.filter(status=ItemStatus.SUBMITTED, reviewed_digest="")

    def reviewed(self) -> Self:
        """Return those that their legal office has read and that wait for a signatory."""
        return self.filter(status=ItemStatus.SUBMITTED).exclude(reviewed_digest="")

    def reviewed_in_turn(self, officer: Officer) -> Self:
        """Return those whose present words `officer` reviewed, be it a review that fell when they were returned."""
        reviews = ItemEvent.objects.filter(status_before=ItemStatus.SUBMITTED, status_after=ItemStatus.SUBMITTED)
        published = ItemEvent.objects.filter(item=OuterRef("item"), status_after=ItemStatus.PUBLISHED)
        standing = reviews.exclude(Exists(published.filter(pk__gt=OuterRef("pk"))))
        return self.filter(Exists(standing.filter(item=OuterRef("pk"), by=officer)))

    def meeting_duty(self, drafter: Department) -> Self:
        """Return the public interpretations by the drafting office, its heirs, one below it or one above it."""
        above = drafter.ancestor_paths()
        by_drafter = Q(department__path__startswith=drafter.path) | Q(department__path__in=above)
        return self.public().filter(by_drafter | Q(department__in=Department.objects.heirs_of(drafter)))
