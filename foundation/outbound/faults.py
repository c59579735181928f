"""Why something was not sent, or not answered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from foundation.refusals import Refusal


class Fault(TextChoices):
    MALFORMED = "malformed", _("not a complete address")
    NOT_HTTPS = "not_https", _("not https")
    PORT = "port", _("a port that is not allowed")
    CREDENTIALS = "credentials", _("a user name or password in the address")
    UNKNOWN_HOST = "unknown_host", _("the host name is not known")
    RESOLVER_SLOW = "resolver_slow", _("the name service did not answer in time")
    FORBIDDEN = "forbidden", _("an address inside our own network")
    CONNECTION = "connection", _("no connection")
    TIMED_OUT = "timed_out", _("no answer in time")
    CERTIFICATE = "certificate", _("the certificate is not valid for this host")
    TLS = "tls", _("no encrypted connection")
    BROKEN = "broken", _("the connection broke off")
    NO_HTTP = "no_http", _("the answer is not HTTP")


class OutboundError(Refusal):
    """Nothing came of a request; `fault` says why for machines, the message for people. Shows no part of the answer."""

    def __init__(self, fault: Fault, message: object = "") -> None:
        super().__init__(str(message or fault.label), code=fault.value)
        self.fault = fault
