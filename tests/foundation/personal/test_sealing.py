import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

from foundation.personal import sealing
from foundation.personal.sealing import DamagedError, ErasedError, SealedRecord, WrongKeyError, seal, unseal

SENDER = {"name": "欧阳修", "phone": "13812345678", "address": "流波䃥镇", "note": ""}


@pytest.fixture
def keys(settings):
    settings.PERSONAL_KEYS = [Fernet.generate_key().decode()]
    return settings.PERSONAL_KEYS


def test_what_was_sealed_comes_back_whole(keys):
    assert unseal(seal(SENDER)) == SENDER


def test_what_the_database_gives_back_can_be_unsealed(keys):
    record = seal(SENDER)
    assert unseal(SealedRecord(memoryview(record.data_key), memoryview(record.sealed))) == SENDER


def test_nothing_readable_is_kept(keys):
    record = seal(SENDER)
    for stored in record:
        assert b"13812345678" not in bytes(stored)
        assert "欧阳修".encode() not in bytes(stored)


def test_two_records_of_the_same_content_share_nothing(keys):
    one, other = seal(SENDER), seal(SENDER)
    assert one.data_key != other.data_key
    assert one.sealed != other.sealed


@pytest.mark.parametrize("dropped", [None, b"", memoryview(b"")])
def test_a_record_without_its_data_key_is_erased(keys, dropped):
    with pytest.raises(ErasedError):
        unseal(SealedRecord(dropped, seal(SENDER).sealed))


def test_a_sealed_text_does_not_open_with_the_data_key_of_another_record(keys):
    with pytest.raises(DamagedError):
        unseal(SealedRecord(seal(SENDER).data_key, seal(SENDER).sealed))


@pytest.mark.parametrize("damage", [b"", None, b"x"])
def test_damage_is_told_from_a_wrong_key(keys, damage):
    with pytest.raises(DamagedError):
        unseal(SealedRecord(seal(SENDER).data_key, damage))


def test_a_new_key_in_front_opens_old_records_as_long_as_the_old_key_stays(settings, keys):
    old = keys[0]
    record = seal(SENDER)
    new = Fernet.generate_key().decode()
    settings.PERSONAL_KEYS = [new, old]
    assert unseal(record) == SENDER
    later = seal(SENDER)
    settings.PERSONAL_KEYS = [new]
    assert unseal(later) == SENDER
    with pytest.raises(WrongKeyError) as caught:
        unseal(record)
    assert "PERSONAL_KEYS" in str(caught.value)


@pytest.mark.parametrize("bad", ["", "short", "密" * 44, "a" * 44 + "="])
def test_a_malformed_key_is_named_by_its_place_and_never_shown(settings, bad):
    settings.PERSONAL_KEYS = [Fernet.generate_key().decode(), bad]
    with pytest.raises(ImproperlyConfigured, match="PERSONAL_KEYS: key 2 is not a Fernet key") as caught:
        seal(SENDER)
    assert not bad or bad not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(("keys_set", "told"), [([], "empty"), (["K", "K"], "twice")])
def test_a_list_without_keys_or_with_one_key_twice_is_refused(settings, keys_set, told):
    settings.PERSONAL_KEYS = keys_set
    with pytest.raises(ImproperlyConfigured, match=told):
        sealing.seal(SENDER)
