"""Rows of several tables in one trip."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from foundation.outbox.models import OutboxEntry
from foundation.writing import draw_keys, insert_together
from interaction.messages.models import MessageDuty

pytestmark = pytest.mark.django_db


def entry(key: str, **columns: object) -> OutboxEntry:
    return OutboxEntry(
        handler="a.b", payload={"word": "百%s分之一; '"}, key=key, available_at=timezone.now(), **columns
    )


def test_drawn_keys_are_new_each_time_and_nobody_else_gets_them():
    before = OutboxEntry.objects.create(handler="a", available_at=timezone.now())
    drawn = [*draw_keys(OutboxEntry, OutboxEntry), *draw_keys(OutboxEntry)]
    after = OutboxEntry.objects.create(handler="a", available_at=timezone.now())
    assert sorted({before.pk, *drawn, after.pk}) == [before.pk, *drawn, after.pk]


def test_rows_of_several_tables_are_written_in_one_trip_as_save_writes_them(django_assert_num_queries):
    (pk,) = draw_keys(OutboxEntry)
    with django_assert_num_queries(1):
        insert_together(entry("k", pk=pk), ContentType(app_label="a", model="b"), entry("l"))
    first, second = OutboxEntry.objects.order_by("key")
    assert first.pk == pk
    assert second.pk not in {None, pk}
    assert first.payload == {"word": "百%s分之一; '"}
    assert first.created_at is not None
    assert ContentType.objects.filter(app_label="a", model="b").exists()
    saved = entry("m")
    saved.save(force_insert=True)
    saved.refresh_from_db()
    own = {"pk", "id", "key", "created_at", "available_at"}
    names = [field.attname for field in OutboxEntry._meta.concrete_fields if field.attname not in own]
    assert [getattr(second, name) for name in names] == [getattr(saved, name) for name in names]


@pytest.mark.django_db(transaction=True)
def test_all_of_them_or_none_even_without_a_transaction():
    assert not connection.in_atomic_block
    with pytest.raises(IntegrityError):
        insert_together(entry("k"), ContentType(app_label="a", model="b"), entry("k"))
    assert not OutboxEntry.objects.exists()
    assert not ContentType.objects.filter(app_label="a", model="b").exists()


def test_a_row_whose_reference_is_missing_is_refused():
    (pk,) = draw_keys(MessageDuty)
    insert_together(MessageDuty(pk=pk, message_id=1, duty_id=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.check_constraints()
    MessageDuty.objects.all().delete()
