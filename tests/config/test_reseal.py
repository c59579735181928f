"""Everything personal is sealed anew by the newest key, whatever happens meanwhile."""

from datetime import timedelta
from io import StringIO

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from departments.models import SecondFactor
from departments.officers.access.services import propose_factor, secret_of
from departments.officers.roles import Role
from disclosure.models import Subscription
from foundation.personal import resealing
from foundation.personal.fields import DataKeyField, data_key_columns
from foundation.personal.sealing import seal, unseal
from interaction.messages.senders import read_sender
from interaction.models import Message
from tests.factories.departments import officer_in
from tests.factories.disclosure import MORNING
from tests.factories.interaction import SENDER, MailboxFactory, receive

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))


def reseal() -> str:
    told = StringIO()
    call_command("reseal", verbosity=0, stdout=told)
    return told.getvalue()


@pytest.fixture
def letter(settings, bureau) -> Message:
    """A letter that came while the old key sealed; since then a new one stands before it."""
    settings.PERSONAL_KEYS = [OLD]
    message, _code = receive(MailboxFactory(department=bureau))
    settings.PERSONAL_KEYS = [NEW, OLD]
    return message


def test_afterwards_the_new_key_alone_opens_everything(letter, settings, city):
    settings.PERSONAL_KEYS = [OLD]
    secret = secret_of(propose_factor(officer_in(city, Role.ADMINISTRATOR), at=MORNING))
    record = seal({"email": "reader@example.cn"})
    Subscription.objects.create(
        digest="d",
        topic="search",
        question="q=路灯",
        data_key=record.data_key,
        sealed=record.sealed,
        asked_at=MORNING,
    )
    settings.PERSONAL_KEYS = [NEW, OLD]
    told = reseal()
    assert "interaction_message.sender_key: 1 sealed anew" in told
    settings.PERSONAL_KEYS = [NEW]
    letter.refresh_from_db()
    assert read_sender(letter) == SENDER
    assert secret_of(SecondFactor.objects.get()) == secret
    assert unseal(Subscription.objects.get().record) == {"email": "reader@example.cn"}
    assert OLD not in told + NEW


def test_what_the_newest_key_sealed_is_left(letter):
    reseal()
    before = bytes(Message.objects.get().sender_key)
    assert "interaction_message.sender_key: 0 sealed anew" in reseal()
    assert bytes(Message.objects.get().sender_key) == before


def test_a_row_that_no_key_opens_is_named_and_left_and_the_others_are_done(letter, settings):
    settings.PERSONAL_KEYS = [Fernet.generate_key().decode()]
    strange, _code = receive(letter.mailbox)
    settings.PERSONAL_KEYS = [NEW, OLD]
    before = bytes(strange.sender_key)
    told = StringIO()
    with pytest.raises(CommandError, match=r"rows can't be opened .* run the command again"):
        call_command("reseal", verbosity=0, stdout=told)
    assert f"interaction_message.sender_key: 1 sealed anew, can't open [{strange.pk}]" in told.getvalue()
    strange.refresh_from_db()
    assert bytes(strange.sender_key) == before


def test_a_sender_erased_meanwhile_stays_erased(letter, monkeypatch):
    def erase_then_tell(key, data_key):
        Message.objects.update(sender_key=None, sender_sealed=None)
        return False

    monkeypatch.setattr(resealing, "_is_sealed_by", erase_then_tell)
    reseal()
    assert Message.objects.get().sender_key is None


def test_more_rows_than_a_batch_are_all_done(letter, settings, monkeypatch):
    monkeypatch.setattr(resealing, "BATCH", 2)
    settings.PERSONAL_KEYS = [OLD]
    for number in range(4):
        receive(letter.mailbox, at=letter.received_at + timedelta(hours=number))
    settings.PERSONAL_KEYS = [NEW, OLD]
    assert "interaction_message.sender_key: 5 sealed anew" in reseal()


def test_every_column_of_a_data_key_is_known():
    """A column that holds one under another kind of field would be forgotten when keys are changed."""
    named = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if isinstance(field, models.BinaryField) and field.name.endswith("key")
    }
    assert {(model._meta.label, field.name) for model, field in data_key_columns()} == named
    assert len(named) >= 6
    assert DataKeyField().deconstruct()[1] == "django.db.models.BinaryField"
