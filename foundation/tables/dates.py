"""Dates and times as people and programs write them into tables. Pure.

Times without a zone are times in China: Asia/Shanghai. Dates with the day or month first and years of two digits are
refused: they can't be told apart.
"""

import math
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from datetime import timezone as fixed_zone
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from foundation.tables.errors import CellError, excerpt

CHINA = ZoneInfo("Asia/Shanghai")

EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serials are local times; two days early for Excel's 29 February 1900
FIRST_SERIAL = 18264.0
"""1950-01-01. Smaller numbers are rather years, counts or row numbers than days."""

FIRST_YEAR, LAST_YEAR = 1800, 2200

LAST_SERIAL = 73050.0
"""2099-12-31, the last day taken for one."""

MOMENT = re.compile(
    r"""(?P<year>\d{4}) \s*[-/.年]\s* (?P<month>\d{1,2}) \s*[-/.月]\s* (?P<day>\d{1,2}) \s*[日号]?
    (?: [\sT]* (?:星期[一二三四五六日天]|周[一二三四五六日天])? \s* (?P<half>上午|下午|早上|晚上|中午|凌晨)?
        \s* (?P<hour>\d{1,2}) \s*(?:[:时点]|点钟)\s*
        (?: (?P<minute>\d{1,2}) \s*(?:[:分]\s* (?:(?P<second>\d{1,2})(?:\.\d{1,9})? \s*秒?)?)? )?
        \s* (?P<english>AM|PM)?
        \s* (?P<zone>Z|[+-]\d{2}:?\d{2})? )?""",
    re.VERBOSE | re.IGNORECASE,
)
COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:\s?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2}))?"
)
SERIAL = re.compile(r"\d{5}(?:\.\d+)?")

REMEDY = _("Write it as 2019-04-25 09:32:09.")
AFTERNOON = {"下午", "晚上", "pm"}
EARLY_AFTERNOON = {1, 2}  # hours that noon (中午) reaches to


def parse_moment(value: object, *, zone: ZoneInfo = CHINA) -> datetime:
    """Return the aware datetime in `zone` that `value` means; a mere date is its midnight. Raises CellError.

    Accepts text (2019/4/25 9:32:09, 2019-04-25 09:32, 2019年4月25日 9时32分, 20190425, ISO 8601 with an offset), Excel
    serials as numbers or text, and the date objects that a spreadsheet reader gives. Parts of a second are dropped
    from text and rounded elsewhere: Excel's serials are never exact.
    Years before 1800 and after 2200 are taken for slips of the pen.
    """
    if isinstance(value, date):
        _require_plausible_year(value.year, value)
    if isinstance(value, datetime):
        return _round(value).astimezone(zone) if value.tzinfo else _round(value).replace(tzinfo=zone)
    if isinstance(value, date):
        return datetime.combine(value, time.min, zone)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _read_serial(float(value)).replace(tzinfo=zone)
    if isinstance(value, str):
        return _read_text(value, zone)
    raise CellError(_("“%(value)s” is not a date.") % {"value": excerpt(value)}, REMEDY)


def parse_day(value: object, *, zone: ZoneInfo = CHINA) -> date:
    """Return the local date in `zone` that `value` means. Accepts and raises what `parse_moment` does."""
    return parse_moment(value, zone=zone).date()


def _read_text(value: str, zone: ZoneInfo) -> datetime:
    text = unicodedata.normalize("NFKC", value).strip()
    if not text:
        raise CellError(_("The date is missing."), REMEDY)
    if SERIAL.fullmatch(text):
        return _read_serial(float(text)).replace(tzinfo=zone)
    match = MOMENT.fullmatch(text) or COMPACT.fullmatch(text)
    if match is None:
        raise _unreadable(value)
    return _build(match, value, zone)


def _build(match: re.Match[str], value: str, zone: ZoneInfo) -> datetime:
    parts = match.groupdict()
    year, month, day = (int(parts[name]) for name in ("year", "month", "day"))
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    hour = _hour_of_day(hour, (parts.get("half") or parts.get("english") or "").lower(), value)
    _require_plausible_year(year, value)
    try:
        naive = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone follows
    except ValueError:
        raise CellError(
            _("“%(value)s” is a day or time that does not exist.") % {"value": excerpt(value, 24)}, REMEDY
        ) from None
    if not parts.get("zone"):
        return naive.replace(tzinfo=zone)
    return naive.replace(tzinfo=_read_offset(parts["zone"], value)).astimezone(zone)


def _hour_of_day(hour: int, half: str, value: str) -> int:
    """Return the hour from 0 to 23 of one told with a half of the day (no half: as it is).

    Raises CellError for twelve in the evening: some mean the midnight that ends the day, others slipped.
    """
    if half == "晚上" and hour == 12:
        raise _unreadable(value)
    if (half in AFTERNOON and hour < 12) or (half == "中午" and hour in EARLY_AFTERNOON):
        return hour + 12
    return 0 if half in {"am", "凌晨"} and hour == 12 else hour


def _unreadable(value: str) -> CellError:
    return CellError(_("“%(value)s” is not a date and time that can be read.") % {"value": excerpt(value, 24)}, REMEDY)


def _require_plausible_year(year: int, value: object) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError(
            _("The year %(year)s of “%(value)s” can't be right.") % {"year": year, "value": excerpt(value, 24)}, REMEDY
        )


def _read_offset(text: str, value: str) -> fixed_zone:
    """Return the zone of an offset from UTC such as +08:00. Raises CellError for one of a whole day or more."""
    if text.upper() == "Z":
        return UTC
    sign = -1 if text[0] == "-" else 1
    try:
        return fixed_zone(sign * timedelta(hours=int(text[1:3]), minutes=int(text[-2:])))
    except ValueError:
        raise _unreadable(value) from None


def _read_serial(serial: float) -> datetime:
    """Return the naive local time of an Excel serial: days since 1899-12-30, the fraction is the time of day."""
    if not math.isfinite(serial) or not FIRST_SERIAL <= serial < LAST_SERIAL + 1:
        raise CellError(_("The number %(value)s is not a date.") % {"value": excerpt(f"{serial:g}")}, REMEDY)
    return _round(EXCEL_EPOCH + timedelta(days=serial))


def _round(moment: datetime) -> datetime:
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
