"""The docstrings that the description of the API shows, marked for translation.

A docstring can't be marked where it stands. The language test renders the page, so one that is missing here is noticed.
"""

from django.utils.translation import gettext_noop as _

NOTES = (
    _("16 to 100 random characters, such as a UUID: the same request sent again is the same message."),
    _("A column as the public sees it."),
    _("A mailbox: `department` is the code of its owner, `topics` are the kinds of letter it takes."),
    _("A message as its sender sees it; `reply` once it is sent, `remedy` where it was declined."),
    _("A message in an officer's list; the subject is masked."),
    _("A message. `department` (a code) only where the mailbox lets the sender choose; `topic` one of the mailbox's."),
    _("A publication; `digest` is chained to the one before."),
    _("A published file."),
    _("A published item as lists show it: the words of the current version, the place of the item."),
    _("A published item whole."),
    _("A page of hits. `count` is null where only looking further would tell (phrases)."),
    _("A reply; without `sent_at` it is a draft, or under review as the message's status says."),
    _("A value that hits can be narrowed to, and how many of the newest hits have it."),
    _("An office as the public sees it."),
    _("Approve the reply and send it."),
    _("Everything public by words, with the words marked, in pages by cursor. Nothing is recorded of who asks."),
    _("Give the reply back to its drafter."),
    _("Hand the draft in for review."),
    _("Keep a draft of the reply."),
    _("Look a message up by receipt number and query code; a wrong pair never tells which was wrong."),
    _("Messages: submitted and queried by anybody, listed, read and handled by the officers of their scope."),
    _("One day of the account of a due date."),
    _("One entry per field that is not right."),
    _("One message as this officer may read it: whole for the handlers of its office, masked for everybody else."),
    _("Pass the message on to the office in charge; 204 where the caller sees it no more."),
    _("RFC 9457. code is stable and listed in docs/api.md; detail is a sentence for people."),
    _("Refuse to take the message up, for a reason of the list."),
    _("Something public that was found; `id` is its key in the list of its kind."),
    _("Submit a message. Answers 201, or 200 if this very request was taken before."),
    _("Take the message up."),
    _("The mailboxes that take messages now."),
    _("The page of an attachment on which the words stand; `number` 0: the file has no pages."),
    _("The parts of a reply; a draft may lack anything."),
    _("The receipt; `query_code` is told here and nowhere else (a repetition of the same request tells it again)."),
    _("The reviewer's decision; `public_subject` and `public_text` replace what the machine would mask."),
    _("What offices published, and the steps that their officers take with items."),
    _("Who writes; stored encrypted, never given out."),
    _("`to` is the code of the office in charge; the sender reads `reason`."),
)
