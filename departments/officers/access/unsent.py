"""What an officer had typed when the log-in was over: half an hour of writing must not be lost to the clock.

It lies in the session that the ended log-in leaves behind, is shown to the same officer after the next log-in, and is
sent to where it was going by that officer's click alone. Files have to be chosen again; secrets are not kept.
"""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import reverse

from departments.officers.models import Officer

UNSENT, LEFT_BY = "unsent", "log_in_left_by"

MOST_CHARACTERS = 1_000_000
"""A session is a row: what is longer than any document of the back office is not kept."""


def keep_unsent(request: HttpRequest, officer_pk: int) -> bool:
    """Keep what was typed into a form of the back office or of the supervisors and could not be taken any more.

    Returns whether there was something to keep.
    """
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    if not typed or not _is_officers_page(request.path) or _is_secret(request, typed):
        return False
    if sum(len(value) for values in typed.values() for value in values) > MOST_CHARACTERS:
        return False
    files = [file.name for _name, files in request.FILES.lists() for file in files]
    request.session[UNSENT] = {
        "officer": officer_pk,
        "path": request.get_full_path(),
        "typed": typed,
        "files": files,
    }
    return True


def unsent_of(session: SessionBase, officer: Officer) -> dict[str, Any] | None:
    """Return what the officer had typed; what somebody else had typed in this browser goes away."""
    kept: dict[str, Any] | None = session.get(UNSENT)
    if kept is not None and kept["officer"] != officer.pk:
        del session[UNSENT]
        return None
    return kept


def forget_what_is_sent(request: HttpRequest) -> None:
    """Keep no longer what has now arrived where it was going."""
    if request.method == "POST" and request.session.get(UNSENT, {}).get("path") == request.get_full_path():
        del request.session[UNSENT]


def _is_officers_page(path: str) -> bool:
    return path.startswith((reverse("admin:index"), reverse("reports:dashboard")))


def _is_secret(request: HttpRequest, typed: dict[str, Any]) -> bool:
    """Tell whether a form asks for a proof of who one is."""
    proofs = (reverse("admin:login"), reverse("admin:second_factor"))
    return request.path.startswith(proofs) or any("password" in name for name in typed)
