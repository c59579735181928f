"""A mail either surely stayed here, or nobody knows, or it is out; the three are kept apart."""

import smtplib

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from foundation.outbox.exceptions import NotDone, NothingLeaves
from foundation.outbox.mail import send_once


class Server:
    """A mail connection that fails where it is told to."""

    def __init__(self, *, at_opening: Exception | None = None, at_sending: Exception | None = None) -> None:
        self.at_opening, self.at_sending, self.is_closed = at_opening, at_sending, False

    def open(self) -> None:
        if self.at_opening:
            raise self.at_opening

    def send_messages(self, messages: list[EmailMessage]) -> int:
        if self.at_sending:
            raise self.at_sending
        return len(messages)

    def close(self) -> None:
        self.is_closed = True


def letter() -> EmailMessage:
    return EmailMessage("subject", "body", "from@example.org", ["citizen@example.org"])


def send_by(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foundation.outbox.mail.get_connection", lambda: server)
    send_once(letter())


def test_it_sends():
    send_once(letter())
    assert [message.to for message in mail.outbox] == [["citizen@example.org"]]


@pytest.mark.parametrize("error", [ConnectionRefusedError(), TimeoutError(), smtplib.SMTPConnectError(421, b"busy")])
def test_without_a_connection_nothing_was_sent(monkeypatch, error):
    with pytest.raises(NothingLeaves):
        send_by(Server(at_opening=error), monkeypatch)


def test_a_server_that_refuses_our_own_address_takes_no_mail_at_all(monkeypatch):
    with pytest.raises(NothingLeaves):
        send_by(Server(at_sending=smtplib.SMTPSenderRefused(550, b"no", "from@example.org")), monkeypatch)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({"citizen@example.org": (550, b"unknown citizen@example.org")}),
        smtplib.SMTPSenderRefused(550, b"no", "from@example.org"),
        smtplib.SMTPDataError(554, b"citizen@example.org"),
    ],
)
def test_what_the_server_refused_was_not_sent_and_its_words_are_not_kept(monkeypatch, error):
    server = Server(at_sending=error)
    with pytest.raises(NotDone) as caught:
        send_by(server, monkeypatch)
    assert "example.org" not in str(caught.value)
    assert caught.value.__suppress_context__
    assert server.is_closed


@pytest.mark.parametrize("error", [smtplib.SMTPServerDisconnected("gone"), TimeoutError(), ConnectionResetError()])
def test_a_connection_that_breaks_while_sending_leaves_the_result_unknown(monkeypatch, error):
    server = Server(at_sending=error)
    with pytest.raises(type(error)):
        send_by(server, monkeypatch)
    assert server.is_closed
