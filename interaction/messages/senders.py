"""Who wrote: sealed with a key of the message's own, opened only where somebody may read it."""

import re
import unicodedata
from dataclasses import asdict, dataclass, field

from foundation.personal.sealing import SealedRecord, seal, unseal
from interaction.messages.models import Message

NO_NAME = re.compile(r"[\d@:/\\\n]|\w[.。]\w|[〇零幺一二三四五六七八九壹贰叁肆伍陆柒捌玖]{5}")
"""What leads somewhere: a number, also in words, an address of mail or of a page (a browser takes 。 for its dot).

Nor has a name lines of its own, on which something else could stand.
"""

LANDLINE = re.compile(r"0\d{2,3}-(\d{7,8})")
"""A landline as `interaction.intake.phones` writes it: dialling code, number, perhaps an extension."""


@dataclass(frozen=True, slots=True)
class SenderDetails:
    """What a sender tells of himself. Its repr shows nothing, so that no log and no error page can."""

    name: str = field(repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    address: str = field(default="", repr=False)

    @property
    def telling_words(self) -> tuple[str, ...]:
        """Return what must not stand in a public text beside the numbers that are found by their structure.

        Of a landline the number alone, too: a reply, in which no landlines are looked for, writes the dialling code in
        another way or leaves it out.
        """
        landline = LANDLINE.match(self.phone)
        number = landline[1] if landline else ""
        return tuple(word for word in (self.name, self.address, self.phone, number, self.email) if word)

    @property
    def salutation(self) -> str:
        """Return the name by which a mail may address the sender; "" for what is more than a name.

        Anybody can give anybody's address: our mails must not lead there to what a stranger chose.
        """
        return "" if NO_NAME.search(unicodedata.normalize("NFKC", self.name)) else self.name


def seal_sender(details: SenderDetails) -> SealedRecord:
    """Return the details sealed with a new data key."""
    return seal(asdict(details))


def telling_words_of(message: Message) -> tuple[str, ...]:
    """Return what must not stand where the sender of `message` may not be known; nothing once the data are erased."""
    sender = read_sender(message)
    return sender.telling_words if sender else ()


def read_sender(message: Message) -> SenderDetails | None:
    """Return the sender of `message`, or None once the data are erased. The caller has checked who is asking."""
    if message.sender_key is None:
        return None
    return SenderDetails(**unseal(SealedRecord(message.sender_key, message.sender_sealed)))
