"""Which account at the provider of single sign-on is which officer. None is ever created from there."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from departments.officers.access.exceptions import SignOnFailed
from departments.officers.access.journal import trace
from departments.officers.access.mails import tell_officer
from departments.officers.access.models import Identity
from departments.officers.models import Officer
from departments.officers.services import require_editable
from departments.offices.models import RegisterEvent
from foundation.refusals import WrongState


def officer_behind(claims: dict[str, Any], *, at: datetime) -> Officer:
    """Return the officer of a verified token: by the bound identity, else by the staff number where that is trusted.

    A staff number that fits binds the identity, so that it is asked once. Raises SignOnFailed for everybody unknown and
    for whoever may not log in.
    """
    subject = claims["sub"]
    bound = Identity.objects.filter(issuer=settings.OIDC_ISSUER, subject=subject).select_related("officer").first()
    officer = bound.officer if bound else _bind_by_staff_number(claims, at=at)
    if officer is None or not officer.is_active:
        raise SignOnFailed(
            _(
                "Your account there (%(subject)s) is known, but no officer here goes with it. Give this identifier to "
                "the administrator of your office, or log in with name and password."
            )
            % {"subject": subject},
            code="unknown_subject",
        )
    return officer


@transaction.atomic
def _bind_by_staff_number(claims: dict[str, Any], *, at: datetime) -> Officer | None:
    number = claims.get(settings.OIDC_STAFF_NUMBER_CLAIM) if settings.OIDC_STAFF_NUMBER_CLAIM else None
    if not isinstance(number, str) or not number:
        return None
    officer = Officer.objects.select_for_update(no_key=True).filter(staff_number=number, is_active=True).first()
    if officer is None:
        return None
    if bound := officer.identities.filter(issuer=settings.OIDC_ISSUER).first():
        # the account that is bound is the officer's, until an administrator says otherwise; of two log-ins at once the
        # second finds what the first has bound
        return officer if bound.subject == claims["sub"] else None
    _bind(officer, claims["sub"], by=None, at=at)
    return officer


@transaction.atomic
def bind_identity(officer: Officer, *, by: Officer, at: datetime, subject: str) -> Officer:
    """Let the account `subject` of the provider log in as the officer; tell the officer.

    An earlier account opens nothing any more, and open sessions end: they may be that one's. Raises NotAllowed outside
    the own scope, WrongState when the account is another officer's.
    """
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    require_editable(officer, by=by, at=at)
    known = Identity.objects.filter(issuer=settings.OIDC_ISSUER)
    if known.filter(subject=subject).exclude(officer=officer).exists():
        raise WrongState(_("This account is bound to another officer."), code="identity_taken")
    if known.filter(officer=officer).exclude(subject=subject).exists():
        _end_sessions(officer)
    known.filter(officer=officer).delete()
    _bind(officer, subject, by=by, at=at)
    tell_officer(officer, "bound", at=at)
    return officer


@transaction.atomic
def free_identity(officer: Officer, *, by: Officer, at: datetime) -> Officer:
    """Let no account of the provider log in as the officer any more; open sessions end.

    Raises NotAllowed outside the own scope, WrongState when none is bound.
    """
    officer = Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    require_editable(officer, by=by, at=at)
    identity = officer.identities.filter(issuer=settings.OIDC_ISSUER).first()
    if identity is None:
        raise WrongState(_("No account is bound to this officer."))
    identity.delete()
    _end_sessions(officer)
    trace(RegisterEvent.Kind.IDENTITY_FREED, officer, by=by, at=at, facts={"subject": identity.subject})
    return officer


def _end_sessions(officer: Officer) -> None:
    """End every session of an officer who is locked."""
    officer.log_in_epoch += 1
    officer.save(update_fields=["log_in_epoch"])


def _bind(officer: Officer, subject: str, *, by: Officer | None, at: datetime) -> None:
    Identity.objects.create(officer=officer, issuer=settings.OIDC_ISSUER, subject=subject, bound_at=at)
    trace(RegisterEvent.Kind.IDENTITY_BOUND, officer, by=by, at=at, facts={"subject": subject})
