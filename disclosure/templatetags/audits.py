"""How pages of audits print sums, rates and standings."""

from django import template
from django.utils.safestring import SafeString

from disclosure.audits.standing import Standing
from disclosure.audits.sums import rate_words, sum_words
from foundation.badges import badge

register = template.Library()


register.filter("yuan", sum_words)
register.filter("rate", rate_words)


@register.simple_tag
def standing_tag(standing: Standing) -> SafeString:
    """Return the tag of where a rectification stands."""
    return badge(standing.words, standing.tone)
