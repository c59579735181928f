"""Single sign-on against a real provider: the whole way with state, nonce and PKCE, and every way that must fail."""

import logging
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from departments.models import Identity, Officer, RegisterEvent
from departments.officers.access import identities
from departments.officers.access.identities import bind_identity, free_identity
from departments.officers.roles import Role
from foundation.refusals import NotAllowed, WrongState
from tests.config.pages.test_language import latin_words
from tests.departments.officers.access.conftest import NOON, code_at, enrolled, give_code, is_inside
from tests.departments.officers.access.provider import CLIENT_ID, CLIENT_SECRET, Provider, running_provider
from tests.factories.departments import officer_in

pytestmark = pytest.mark.django_db

BEGIN = "/admin/login/sign-on/"


@pytest.fixture
def provider(settings):
    """The provider that the settings name."""
    with running_provider() as running:
        settings.OIDC_ISSUER = running.address
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT_ID, CLIENT_SECRET
        yield running


@pytest.fixture
def known(provider, handler, administrator) -> Officer:
    """The handler, whose account there an administrator has bound."""
    return bind_identity(handler, by=administrator, at=NOON, subject="person-1")


def go_there(browser: Client, begin: str = BEGIN) -> str:
    """Leave for the provider, log in there; return the path that leads back."""
    answer = browser.get(begin)
    assert answer.status_code == 302, answer.content.decode()
    back = requests.get(answer.url, allow_redirects=False, timeout=30).headers["Location"]
    assert back.startswith("http://127.0.0.1:8000/admin/login/sign-on/return/?")
    return back.removeprefix("http://127.0.0.1:8000")


def come_back(browser: Client):
    return browser.get(go_there(browser))


def test_without_settings_there_is_no_single_sign_on(client, db):
    assert client.get(BEGIN).status_code == 404
    assert client.get(f"{BEGIN}return/?code=x&state=y").status_code == 404
    assert "sign-on" not in client.get("/admin/login/").content.decode()


def test_a_known_officer_comes_in_and_the_way_goes_on(client, known, provider):
    assert BEGIN in client.get("/admin/login/").content.decode()
    asked = client.get(f"{BEGIN}?next=/admin/interaction/message/")
    sent = {name: values[0] for name, values in parse_qs(urlsplit(asked.url).query).items()}
    assert {"state", "nonce", "code_challenge"} <= set(sent)
    assert CLIENT_SECRET not in asked.url
    back = requests.get(asked.url, allow_redirects=False, timeout=30).headers["Location"]
    answer = client.get(back.removeprefix("http://127.0.0.1:8000"))
    assert answer.url == "/admin/interaction/message/"
    assert is_inside(client)
    assert client.session["_auth_user_id"] == str(known.pk)


def test_the_description_is_asked_for_once_in_a_while(client, known, provider):
    for _ in range(3):
        come_back(Client())
    assert provider.asked.count("/.well-known/openid-configuration") == 1


def test_a_way_that_leads_off_the_site_is_not_taken(client, known, provider):
    assert client.get(go_there(client, f"{BEGIN}?next=https://evil.example/")).url == "/admin/"


def refused(browser: Client, answer, status: int = 403) -> str:
    text = answer.content.decode()
    assert answer.status_code == status
    assert not is_inside(browser)
    assert "_auth_user_id" not in browser.session
    assert "单点登录未成功" in text
    assert "no-store" in answer["Cache-Control"]
    return text


def another_key(provider: Provider) -> None:
    provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def no_signature(provider: Provider) -> None:
    provider.header = {"alg": "none", "kid": None}
    provider.is_unsigned = True
    provider.description = {"id_token_signing_alg_values_supported": ["none", "RS256"]}


def shared_secret(provider: Provider) -> None:
    provider.header = {"alg": "HS256"}
    provider.description = {"id_token_signing_alg_values_supported": ["HS256", "RS256"]}


def says(**claims):
    def change(provider: Provider) -> None:
        provider.claims = claims

    return change


WRONG = {
    "signed with another key": another_key,
    "not signed at all": no_signature,
    "signed with a shared secret": shared_secret,
    "for another client": says(aud="somebody-else"),
    "for another client, through us": says(aud="somebody-else", azp=CLIENT_ID),
    "for several, none of them us": says(aud=["a", "b"], azp=CLIENT_ID),
    "for nobody": says(aud=None),
    "of another issuer": says(iss="https://evil.example"),
    "expired": says(exp=int(time.time()) - 3600, iat=int(time.time()) - 7200),
    "with another nonce": says(nonce="another"),
    "without a nonce": says(nonce=None),
    "about nobody": says(sub=None),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_token_that_is_not_the_provider_s_for_us_now_is_refused(client, known, provider, wrong, caplog):
    wrong(provider)
    with caplog.at_level(logging.INFO):
        text = refused(client, come_back(client))
    assert "无法核实" in text
    assert "person-1" not in caplog.text
    assert latin_words(text) == set()


def test_a_key_that_the_provider_has_changed_is_fetched_again(client, known, provider):
    provider.key = provider.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert come_back(client).status_code == 302
    assert is_inside(client)


def test_the_way_back_works_once(client, known, provider):
    back = go_there(client)
    assert client.get(back).status_code == 302
    client.post("/admin/logout/")
    refused(client, client.get(back))


def test_the_way_back_works_in_the_browser_that_left_only(client, known, provider):
    back, other = go_there(client), Client()
    refused(other, other.get(back))


def test_a_made_up_state_or_an_error_of_the_provider_is_refused(client, known, provider):
    go_there(client)
    for query in ("code=x&state=made-up", "error=access_denied&state=x", "", "code=x"):
        refused(client, client.get(f"{BEGIN}return/?{query}"))


def test_a_code_that_the_provider_does_not_know_is_refused(client, known, provider):
    back = go_there(client)
    provider.granted.clear()
    refused(client, client.get(back))


def test_a_wrong_verifier_is_refused_by_the_provider(client, known, provider):
    back = go_there(client)
    session = client.session
    key = next(name for name in session.keys() if name.startswith("_state_"))
    state = session[key]
    state["data"]["code_verifier"] = "x" * 48
    session[key] = state
    session.save()
    refused(client, client.get(back))


def test_a_provider_that_can_not_be_reached_is_told_and_the_password_still_opens(client, known, provider, settings):
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    text = refused(client, client.get(BEGIN), status=503)
    assert "用户名和密码登录" in text
    assert latin_words(text) == set()


def test_a_description_in_another_name_is_refused(client, known, provider):
    provider.description = {"issuer": "https://evil.example"}
    refused(client, client.get(BEGIN), status=503)


def test_an_unknown_account_is_refused_with_its_identifier_and_becomes_nobody(client, handler, provider):
    before = Officer.objects.count()
    text = refused(client, come_back(client))
    assert "person-1" in text
    assert Officer.objects.count() == before
    assert not Identity.objects.exists()


def test_a_barred_officer_is_refused_like_an_unknown_one(client, known, provider):
    Officer.objects.filter(pk=known.pk).update(is_active=False)
    assert "person-1" in refused(client, come_back(client))


def test_the_subject_counts_and_not_the_name_it_gives_itself(client, known, provider):
    provider.person = {"sub": "person-2", "preferred_username": known.username, "email": known.email}
    refused(client, come_back(client))


# -- staff numbers -----------------------------------------------------------------------------------------------------


@pytest.fixture
def numbered(handler) -> Officer:
    Officer.objects.filter(pk=handler.pk).update(staff_number="LA-0017")
    return handler


def test_a_staff_number_counts_only_where_the_settings_trust_it(client, numbered, provider, settings):
    provider.person = {"sub": "person-7", "employee_number": "LA-0017"}
    refused(client, come_back(client))
    settings.OIDC_STAFF_NUMBER_CLAIM = "employee_number"
    assert come_back(client).status_code == 302
    assert is_inside(client)
    identity = Identity.objects.get()
    assert (identity.officer, identity.subject) == (numbered, "person-7")
    event = RegisterEvent.objects.get(kind="identity_bound")
    assert (event.officer, event.actor, event.facts) == (numbered, None, {"subject": "person-7"})


def test_of_two_first_log_ins_at_once_both_come_in(client, numbered, provider, settings, monkeypatch):
    settings.OIDC_STAFF_NUMBER_CLAIM = "employee_number"
    provider.person = {"sub": "person-7", "employee_number": "LA-0017"}
    bind = identities._bind_by_staff_number

    def after_the_other(claims, *, at):
        bind(claims, at=at)
        return bind(claims, at=at)

    monkeypatch.setattr(identities, "_bind_by_staff_number", after_the_other)
    assert come_back(client).url == "/admin/"
    assert [one.subject for one in numbered.identities.all()] == ["person-7"]
    assert RegisterEvent.objects.filter(kind="identity_bound").count() == 1


def test_a_second_account_with_the_same_staff_number_is_refused(client, numbered, provider, settings):
    settings.OIDC_STAFF_NUMBER_CLAIM = "employee_number"
    provider.person = {"sub": "person-7", "employee_number": "LA-0017"}
    come_back(client)
    provider.person = {"sub": "person-8", "employee_number": "LA-0017"}
    other = Client()
    refused(other, come_back(other))


@pytest.mark.parametrize("number", ["", None, "LA-0018", 17, ["LA-0017"], {"a": "b"}])
def test_any_other_staff_number_is_nobody_s(client, numbered, provider, settings, number):
    settings.OIDC_STAFF_NUMBER_CLAIM = "employee_number"
    provider.person = {"sub": "person-7", "employee_number": number}
    refused(client, come_back(client))


# -- second factor -----------------------------------------------------------------------------------------------------


def test_an_own_factor_is_asked_for_unless_the_provider_has_asked_for_one(client, known, provider, settings):
    secret, _codes = enrolled(known)
    assert come_back(client).url == "/admin/login/code/"
    assert not is_inside(client)
    provider.person = {"sub": "person-1", "amr": ["pwd", "mfa"]}
    assert come_back(client).url == "/admin/login/code/"
    settings.OIDC_SECOND_FACTORS = ["mfa"]
    assert come_back(client).url == "/admin/"
    assert is_inside(client)


def test_after_single_sign_on_the_own_code_opens(client, known, provider):
    secret, _codes = enrolled(known)
    come_back(client)
    assert give_code(client, code_at(secret, timezone.now())).url == "/admin/"
    assert is_inside(client)


@pytest.mark.parametrize("methods", [["pwd"], [], "mfa", None, {"mfa": 1}])
def test_a_supervisor_whose_provider_asked_for_no_factor_sets_up_ours(
    client, supervisor, administrator, provider, settings, methods
):
    settings.OIDC_SECOND_FACTORS = ["mfa", "otp"]
    bind_identity(supervisor, by=administrator, at=NOON, subject="person-1")
    provider.person = {"sub": "person-1", "amr": methods}
    answer = come_back(client)
    assert answer.status_code == 403 if methods in ("mfa", {"mfa": 1}) else answer.url == "/admin/second-factor/enrol/"
    assert not is_inside(client)


def test_a_supervisor_whose_provider_asked_for_one_comes_in(client, supervisor, administrator, provider, settings):
    settings.OIDC_SECOND_FACTORS = ["mfa", "otp"]
    bind_identity(supervisor, by=administrator, at=NOON, subject="person-1")
    provider.person = {"sub": "person-1", "amr": ["pwd", "otp"]}
    assert come_back(client).url == "/admin/"
    assert is_inside(client)


def test_a_first_password_that_nobody_uses_need_not_be_changed(client, known, provider):
    Officer.objects.filter(pk=known.pk).update(must_change_password=True)
    assert come_back(client).url == "/admin/"
    assert is_inside(client)


# -- binding -----------------------------------------------------------------------------------------------------------


def test_an_account_is_bound_to_one_officer_by_whoever_keeps_the_officer(
    known, reviewer, administrator, bureau, other_bureau
):
    with pytest.raises(WrongState):
        bind_identity(reviewer, by=administrator, at=NOON, subject="person-1")
    for other in (officer_in(other_bureau, Role.ADMINISTRATOR), officer_in(bureau, Role.SUPERVISOR)):
        with pytest.raises(NotAllowed):
            bind_identity(reviewer, by=other, at=NOON, subject="person-2")
        with pytest.raises(NotAllowed):
            free_identity(known, by=other, at=NOON)
    bind_identity(known, by=administrator, at=NOON, subject="person-9")
    assert [one.subject for one in known.identities.all()] == ["person-9"]
    bind_identity(reviewer, by=administrator, at=NOON, subject="person-1")
    kinds = RegisterEvent.objects.filter(actor=administrator).values_list("kind", flat=True)
    assert list(kinds) == ["identity_bound"] * 3


def test_a_freed_account_opens_nothing_and_its_sessions_end(client, known, administrator, provider):
    come_back(client)
    assert is_inside(client)
    free_identity(known, by=administrator, at=NOON)
    assert not is_inside(client)
    cache.clear()
    refused(client, come_back(client))
    assert RegisterEvent.objects.filter(kind="identity_freed", officer=known).exists()


def test_the_sessions_of_an_account_end_when_another_takes_its_place(client, known, administrator, provider):
    come_back(client)
    bind_identity(known, by=administrator, at=NOON, subject="person-1")  # the same again
    assert is_inside(client)
    bind_identity(known, by=administrator, at=NOON, subject="person-9")
    assert not is_inside(client)


def test_the_back_office_binds_and_frees_and_offers_it_only_where_there_is_a_provider(
    client, handler, administrator, provider, settings
):
    settings.LOG_INS_ARE_GUARDED = False
    client.force_login(administrator)
    page = f"/admin/departments/officer/{handler.pk}/"
    assert client.post(f"{page}bind/", {"subject": "person-1"}).status_code == 302
    assert handler.identities.get().subject == "person-1"
    assert "person-1" in client.get(f"{page}change/").content.decode()
    assert client.post(f"{page}free/").status_code == 302
    assert not handler.identities.exists()
    settings.OIDC_ISSUER = ""
    assert "/bind/" not in client.get(f"{page}change/").content.decode()
