"""Envelope encryption: each record has a data key of its own, sealed by the keyring; to erase is to drop the data key.

Backups keep the sealed text, but without its data key nobody can read it, so that erasing one row erases it everywhere
the data key is not.
"""

import json
from collections.abc import Mapping
from typing import NamedTuple

from cryptography.fernet import Fernet, InvalidToken
from django.utils.translation import gettext_lazy as _

from foundation.personal.keys import read_keyring
from foundation.refusals import Refusal

Stored = bytes | memoryview
"""What a BinaryField gives back: bytes when just assigned, a memoryview when read from the database."""


class SealedRecord(NamedTuple):
    """What the database keeps of one record. `data_key` is None once the record is erased."""

    data_key: Stored | None
    sealed: Stored | None


class UnreadableError(Refusal):
    """A sealed record can't be read."""

    code = "unreadable"


class ErasedError(UnreadableError):
    """The data key was dropped: nobody can read the record again."""

    code = "erased"


class WrongKeyError(UnreadableError):
    """No key of PERSONAL_KEYS opens the data key."""

    code = "wrong_key"


class DamagedError(UnreadableError):
    """The data key opens, but the sealed text was changed or belongs to another record."""

    code = "damaged"


def seal(values: Mapping[str, str]) -> SealedRecord:
    """Return `values` sealed with a new data key, itself sealed by the newest key."""
    data_key = Fernet.generate_key()
    plain = json.dumps(dict(values), ensure_ascii=False, separators=(",", ":")).encode()
    return SealedRecord(read_keyring().encrypt(data_key), Fernet(data_key).encrypt(plain))


def unseal(record: SealedRecord) -> dict[str, str]:
    """Return the values of `record`. Raises ErasedError, WrongKeyError or DamagedError; none shows any content."""
    data_key = _open_data_key(record.data_key)
    try:
        return json.loads(Fernet(data_key).decrypt(bytes(record.sealed or b"")))
    except InvalidToken:
        raise DamagedError(_("The sealed record is damaged or belongs to another data key. Restore it.")) from None


def _open_data_key(data_key: Stored | None) -> bytes:
    if not data_key:
        raise ErasedError(_("This record was erased. Its content can't be restored."))
    try:
        return read_keyring().decrypt(bytes(data_key))
    except InvalidToken:
        raise WrongKeyError(
            _("None of the keys in PERSONAL_KEYS opens this record. Put the key that sealed it back into the list.")
        ) from None
