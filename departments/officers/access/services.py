"""What is done to second factors. Every change is in the journal of the register, and told to the officer by mail
where somebody else may have made it.

Whoever changes a factor locks the officer first. Whoever proves one locks the factor or the codes alone: of two who
type one code at once the second comes too late, and a code of a factor that is being replaced is a wrong one.
"""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.officers.access.closing import TRIES, closed_until
from departments.officers.access.exceptions import CodesClosed, WrongCode
from departments.officers.access.journal import trace
from departments.officers.access.mails import tell_officer
from departments.officers.access.models import RecoveryCode, SecondFactor
from departments.officers.access.totp import looks_like_code, matching_step, new_secret
from departments.officers.models import Officer
from departments.officers.roles import GUARDED_ROLES
from departments.officers.scoping import current_assignments
from departments.officers.services import require_editable
from departments.offices.models import RegisterEvent
from foundation.personal.codes import keyed_digest, matches, new_query_code
from foundation.personal.sealing import SealedRecord, seal, unseal
from foundation.refusals import NotAllowed, WrongState

CODES = 10
"""Recovery codes given out at once."""

PURPOSE = "recovery-code"


def needs_second_factor(officer: Officer, today: date) -> bool:
    """Tell whether the officer holds a role on `today` (a local date) that must not be used without a second factor."""
    return any(assignment.role in GUARDED_ROLES for assignment in current_assignments(officer, today))


def confirmed_factor(officer: Officer) -> SecondFactor | None:
    """Return the factor that the officer is asked for, if there is one."""
    return SecondFactor.objects.confirmed().filter(officer=officer).first()


@transaction.atomic
def propose_factor(officer: Officer, *, at: datetime, shown: int | None = None) -> SecondFactor:
    """Return the candidate to be put into the officer's app: the one `shown` (its key) to this log-in, or a new one.

    Nobody sets up what another log-in has seen: whoever gave out the first password could have looked at it with that.
    """
    _lock(officer)
    candidates = SecondFactor.objects.candidates().filter(officer=officer)
    candidate = candidates.filter(pk=shown).first() if shown is not None else None
    if candidate is not None:
        return candidate
    candidates.delete()
    sealed = seal({"secret": new_secret()})
    return SecondFactor.objects.create(officer=officer, data_key=sealed.data_key, sealed=sealed.sealed, created_at=at)


@transaction.atomic
def enrol_factor(officer: Officer, *, typed: str, at: datetime) -> list[str]:
    """Take the candidate for the officer's factor, in place of an earlier one; return new recovery codes to show once.

    Other sessions end. Raises WrongCode unless `typed` is a present code of the candidate, WrongState without one.
    """
    officer = _lock(officer)
    candidate = SecondFactor.objects.candidates().filter(officer=officer).first()
    if candidate is None:
        raise WrongState(_("The picture has expired; load the page again and scan the new one."))
    step = matching_step(secret_of(candidate), typed, at=at, after=0)
    if step is None:
        raise WrongCode(
            _("This is not the present code. Check that the phone's clock is right, and type the next one.")
        )
    SecondFactor.objects.confirmed().filter(officer=officer).delete()
    candidate.confirmed_at, candidate.last_step = at, step
    candidate.save(update_fields=["confirmed_at", "last_step"])
    codes = _give_codes(officer)
    _end_sessions(officer)
    trace(RegisterEvent.Kind.FACTOR_ENROLLED, officer, by=officer, at=at)
    return codes


@transaction.atomic
def renew_codes(officer: Officer, *, at: datetime) -> list[str]:
    """Return ten new recovery codes to show once; those given out before are worth nothing from now on."""
    officer = _lock(officer)
    if confirmed_factor(officer) is None:
        raise WrongState(_("Set up the second factor first."))
    codes = _give_codes(officer)
    trace(RegisterEvent.Kind.CODES_RENEWED, officer, by=officer, at=at)
    return codes


@transaction.atomic
def turn_factor_off(officer: Officer, *, at: datetime) -> None:
    """Ask the officer for no second factor any more; other sessions end. Raises NotAllowed where a role demands one."""
    officer = _lock(officer)
    if settings.LOG_INS_ARE_GUARDED and needs_second_factor(officer, timezone.localdate(at)):
        raise NotAllowed(_("Your role demands a second factor: it can be moved to another phone, not turned off."))
    if confirmed_factor(officer) is None:
        raise WrongState(_("There is no second factor to turn off."))
    _forget_factor(officer)
    trace(RegisterEvent.Kind.FACTOR_REMOVED, officer, by=officer, at=at)
    tell_officer(officer, "removed", at=at)


@transaction.atomic
def reset_factor(officer: Officer, *, by: Officer, at: datetime, reason: str) -> Officer:
    """Take another officer's factor away (a lost phone): the next log-in goes without it; every session ends.

    Raises NotAllowed for oneself and when a role of the officer lies outside the own scope.
    """
    officer = _lock(officer)
    require_editable(officer, by=by, at=at)
    if by.pk == officer.pk:
        raise NotAllowed(_("Nobody resets the own second factor: use a recovery code, or ask another administrator."))
    _forget_factor(officer)
    trace(RegisterEvent.Kind.FACTOR_RESET, officer, by=by, at=at, facts={"reason": reason})
    tell_officer(officer, "reset", at=at)
    return officer


def prove(officer: Officer, *, typed: str, at: datetime) -> None:
    """Take a code of the app or a recovery code, each once; raise WrongCode or CodesClosed.

    What went wrong is counted even so: the count is written in a transaction of its own before the error is raised.
    """
    if looks_like_code(typed):
        refusal = _take_code(officer, typed, at)
    else:
        refusal = _spend_recovery_code(officer, typed, at)
    if refusal is not None:
        raise refusal


@transaction.atomic
def _take_code(officer: Officer, typed: str, at: datetime) -> CodesClosed | WrongCode | None:
    factor = SecondFactor.objects.select_for_update().confirmed().filter(officer=officer).first()
    if factor is None:
        return _wrong_code()
    until = closed_until(factor.n_wrong, factor.wrong_at)
    if until is not None and at < until:
        return CodesClosed(
            _("Too many wrong codes. Codes of the app are taken again from %(time)s on; a recovery code works now.")
            % {"time": timezone.localtime(until).strftime("%Y-%m-%d %H:%M")}
        )
    step = matching_step(secret_of(factor), typed, at=at, after=factor.last_step)
    if step is None:
        _count_wrong(factor, officer, at)
        return _wrong_code()
    factor.last_step, factor.n_wrong, factor.wrong_at = step, 0, None
    factor.save(update_fields=["last_step", "n_wrong", "wrong_at"])
    return None


@transaction.atomic
def _spend_recovery_code(officer: Officer, typed: str, at: datetime) -> WrongCode | None:
    """Use up a recovery code. It has 59 bits and is not guessed, so wrong ones close nothing."""
    unused = RecoveryCode.objects.select_for_update().filter(officer=officer, used_at=None)
    found = [code for code in unused if matches(typed, code.digest, purpose=PURPOSE)]
    if not found:
        return _wrong_code()
    RecoveryCode.objects.filter(pk=found[0].pk).update(used_at=at)
    left = RecoveryCode.objects.filter(officer=officer, used_at=None).count()
    trace(RegisterEvent.Kind.CODE_SPENT, officer, by=officer, at=at, facts={"codes_left": left})
    tell_officer(officer, "spent", at=at)
    return None


def secret_of(factor: SecondFactor) -> str:
    """Return the secret of a factor, unsealed."""
    return unseal(SealedRecord(factor.data_key, factor.sealed))["secret"]


def _wrong_code() -> WrongCode:
    return WrongCode(_("This code is wrong or was used before. Type the one that the app shows now."))


def _count_wrong(factor: SecondFactor, officer: Officer, at: datetime) -> None:
    factor.n_wrong, factor.wrong_at = factor.n_wrong + 1, at
    factor.save(update_fields=["n_wrong", "wrong_at"])
    if factor.n_wrong % TRIES == 0:
        trace(RegisterEvent.Kind.CODES_CLOSED, officer, by=None, at=at, facts={"wrong_codes": factor.n_wrong})
        tell_officer(officer, "closed", at=at)


def _give_codes(officer: Officer) -> list[str]:
    RecoveryCode.objects.filter(officer=officer).delete()
    codes = [new_query_code() for _number in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(officer=officer, digest=keyed_digest(code, purpose=PURPOSE)) for code in codes
    )
    return codes


def _forget_factor(officer: Officer) -> None:
    SecondFactor.objects.filter(officer=officer).delete()
    RecoveryCode.objects.filter(officer=officer).delete()
    _end_sessions(officer)


def _end_sessions(officer: Officer) -> None:
    Officer.objects.filter(pk=officer.pk).update(log_in_epoch=F("log_in_epoch") + 1)


def _lock(officer: Officer) -> Officer:
    return Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
