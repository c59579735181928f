"""The shape of a reply. Pure.

Source: 六安市2014年政府信息公开工作报告 ("依照法律政策、工作进程和客观事实进行回复"); the four elements of a reply
(核实情况, 依据, 处理情况, 下一步措施及联系电话) follow 芜湖市2008年市长信箱办理规定.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, fields

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ReplyParts:
    """The three parts of a reply, then what comes next and whom to call."""

    law_and_policy: str = ""
    progress: str = ""
    facts: str = ""
    next_step: str = ""
    contact_phone: str = ""

    @classmethod
    def of(cls, source: object | None) -> "ReplyParts":
        """Return the parts of a row that has fields of the same names (a reply, a public copy); None has empty ones."""
        return cls() if source is None else cls(**{part.name: getattr(source, part.name) for part in fields(cls)})


PARTS = tuple(part.name for part in fields(ReplyParts))
"""The names of the parts, as fields of a reply, of a form or of an answer to a machine."""


def stamp_of(parts: ReplyParts | None) -> str:
    """Return what tells one text of a reply from another (None: no draft yet), for whoever had it on a page."""
    written = json.dumps(asdict(parts or ReplyParts()), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()


def missing_parts(parts: ReplyParts) -> list[str | Promise]:
    """Return what a reply still lacks before it can be reviewed; a draft may lack anything.

    Either the facts or the progress must be there: a matter checked has facts, a matter under way has progress.
    """
    lacking: list[str | Promise] = []
    if not parts.law_and_policy.strip():
        lacking.append(_("law and policy"))
    if not (parts.facts.strip() or parts.progress.strip()):
        lacking.append(_("facts or progress of the work"))
    if not parts.next_step.strip():
        lacking.append(_("next step"))
    if not parts.contact_phone.strip():
        lacking.append(_("phone for questions"))
    return lacking
