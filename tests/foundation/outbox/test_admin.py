"""The outbox in the back office: seen from the top only, sent again after a question."""

import pytest
from django.test import Client
from django.urls import reverse

from departments.models import Officer
from departments.officers.roles import Role
from foundation.outbox.models import OutboxEntry, Status
from foundation.outbox.services import enqueue
from tests.factories.departments import officer_in

pytestmark = pytest.mark.django_db
LIST = "admin:outbox_outboxentry_changelist"


def as_officer(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer, backend="departments.officers.backends.AssignmentBackend")
    return client


@pytest.fixture
def entries() -> list[OutboxEntry]:
    """One entry in every status."""
    made = []
    for status in Status:
        entry = enqueue("tests.foundation.outbox.handlers.note", {"word": status})
        OutboxEntry.objects.filter(pk=entry.pk).update(status=status)
        made.append(OutboxEntry.objects.get(pk=entry.pk))
    return made


def statuses() -> list[str]:
    return list(OutboxEntry.objects.order_by("pk").values_list("status", flat=True))


def test_nothing_is_sent_again_without_the_question(entries, administrator):
    client = as_officer(administrator)
    chosen = {"action": "send_again", "_selected_action": [entry.pk for entry in entries]}
    answer = client.post(reverse(LIST), chosen)
    assert answer.status_code == 200
    assert answer.text.count('name="_selected_action"') == 2
    assert statuses() == list(Status)


def test_confirmed_only_what_failed_or_is_unknown_is_queued(entries, administrator):
    client = as_officer(administrator)
    chosen = {"action": "send_again", "_selected_action": [entry.pk for entry in entries], "confirmed": "1"}
    assert client.post(reverse(LIST), chosen).status_code == 302
    assert statuses() == ["pending", "claimed", "done", "pending", "pending"]


def test_an_entry_is_read_and_not_typed_into(entries, administrator):
    client = as_officer(administrator)
    address = reverse("admin:outbox_outboxentry_change", args=[entries[0].pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"handler": "os.system"}).status_code == 403
    assert client.get(reverse("admin:outbox_outboxentry_add")).status_code == 403


def test_an_entry_says_what_it_does_and_its_page_the_name_too(administrator):
    entry = enqueue("interaction.messages.mails.tell_sender", {"event_id": 1})
    client = as_officer(administrator)
    listed = client.get(reverse(LIST)).text
    assert "发给写信人的邮件" in listed
    assert entry.handler not in listed
    assert entry.handler in client.get(reverse("admin:outbox_outboxentry_change", args=[entry.pk])).text


def test_an_entry_whose_handler_is_gone_shows_its_name(administrator):
    entry = enqueue("tests.foundation.outbox.handlers.note", {"word": ""})
    OutboxEntry.objects.filter(pk=entry.pk).update(handler="interaction.messages.gone.tell")
    assert "interaction.messages.gone.tell" in as_officer(administrator).get(reverse(LIST)).text


def test_it_can_be_filtered_by_status(entries, administrator):
    answer = as_officer(administrator).get(reverse(LIST), {"status__exact": "unknown"})
    assert answer.context["cl"].result_count == 1


def test_an_administrator_of_one_office_and_a_handler_see_nothing_of_it(entries, bureau, handler):
    for officer in (officer_in(bureau, Role.ADMINISTRATOR), handler):
        client = as_officer(officer)
        assert client.get(reverse(LIST)).status_code == 403
        chosen = {"action": "send_again", "_selected_action": [entries[4].pk], "confirmed": "1"}
        assert client.post(reverse(LIST), chosen).status_code == 403
    assert statuses() == list(Status)
