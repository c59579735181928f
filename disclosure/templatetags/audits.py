"""How pages of audits print sums, rates and standings."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from disclosure.audits.standing import Standing
from disclosure.audits.sums import rate_words, sum_words
from foundation.badges import badge

register = template.Library()


@register.filter
def yuan(amount: Decimal | None) -> str:
    """Return a sum in yuan with its cents; a dash for None."""
    return sum_words(amount)


@register.filter
def rate(value: Decimal | None) -> str:
    """Return a rate as a percentage; a dash for None."""
    return rate_words(value)


@register.simple_tag
def standing_tag(standing: Standing) -> SafeString:
    """Return the tag of where a rectification stands."""
    return badge(standing.words, standing.tone)
