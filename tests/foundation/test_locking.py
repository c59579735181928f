"""A row that was changed while one waited for it comes as it is, with what it refers to now."""

import threading
from datetime import date

import pytest
from django.db import connection, connections, transaction

from departments.duties.journal import lock_duty
from departments.duties.rules import add_rule_version
from departments.models import DeadlineRule, Department, Duty
from disclosure.items.services import lock_item
from disclosure.models import Item
from foundation.locking import lock_row
from interaction.messages.services.steps import lock
from interaction.models import Message
from tests.factories.disclosure import published
from tests.factories.duties import duty_of
from tests.factories.interaction import MailboxFactory, receive
from tests.processes import LOCK_IS_WAITED_FOR, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def waiting_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(LOCK_IS_WAITED_FOR)
        return cursor.fetchone()[0]


def taken_by_another(act, change):
    """Run `act` in a transaction of another thread, which has to wait until `change` is committed here."""
    found = []

    def wait() -> None:
        try:
            with transaction.atomic():
                found.append(act())
        except Exception as error:  # noqa: BLE001 - handed to the test
            found.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=wait)
    with transaction.atomic():
        change()
        thread.start()
        wait_until(waiting_for_a_lock, "another at the lock")
    thread.join()
    return found[0]


def test_a_duty_handed_on_meanwhile_is_the_other_office_s(bureau, other_bureau):
    duty = duty_of(bureau, due_on=date(2026, 12, 1))
    found = taken_by_another(
        lambda: lock_duty(duty), lambda: Duty.objects.filter(pk=duty.pk).update(department=other_bureau)
    )
    assert (found.pk, found.department) == (duty.pk, other_bureau)


def test_a_letter_handed_on_meanwhile_is_the_other_office_s(bureau, other_bureau):
    message, _code = receive(MailboxFactory(department=bureau))
    found = taken_by_another(
        lambda: lock(message), lambda: Message.objects.filter(pk=message.pk).update(department=other_bureau)
    )
    assert (found.pk, found.department) == (message.pk, other_bureau)


def test_what_can_be_missing_is_not_missing(bureau, other_bureau):
    """With an outer join the row would come without what it refers to, instead of not at all."""
    found = taken_by_another(
        lambda: lock_row(Department.objects.select_related("parent"), other_bureau.pk),
        lambda: Department.objects.filter(pk=other_bureau.pk).update(parent=bureau),
    )
    assert found.parent == bureau


def test_of_two_versions_of_a_rule_at_once_the_second_follows_the_first_or_is_refused():
    def version(begin: date) -> DeadlineRule:
        last = DeadlineRule.objects.filter(code="reply-7-days").latest("in_force_from")
        return DeadlineRule(
            code=last.code, name="5日内答复", quantity=5, unit=last.unit, in_force_from=begin, source="新规定"
        )

    earlier, later = version(date(2098, 1, 1)), version(date(2099, 1, 1))
    refusal = taken_by_another(lambda: add_rule_version(earlier), lambda: add_rule_version(later))
    assert getattr(refusal, "code", refusal) == "version_too_early"
    assert DeadlineRule.objects.get(code=later.code, in_force_to=None) == later


def test_an_item_changed_meanwhile_comes_as_it_is(bureau):
    item = published(bureau)
    found = taken_by_another(lambda: lock_item(item), lambda: Item.objects.filter(pk=item.pk).update(title="新的标题"))
    assert (found.title, found.department) == ("新的标题", bureau)


def test_a_row_that_is_gone_is_told(bureau):
    duty = duty_of(bureau, due_on=date(2026, 12, 1))
    with transaction.atomic(), pytest.raises(Duty.DoesNotExist):
        lock_row(Duty.objects.all(), duty.pk + 1)
