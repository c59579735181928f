"""The tags: one place for the words and the tone of a status, of a due date, of a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.template import Context, Template
from django.utils import translation

from config.pages.templatetags.yangguang import day, due_tag, minutes, moment, status_tag
from config.pages.tones import DEAD, LATE, NOTE, OK, PLAIN, TONES, WARN
from departments.models import Duty
from disclosure.models import Item

TODAY = date(2014, 10, 8)


@pytest.mark.parametrize(("field", "tones"), TONES.items())
def test_every_tone_belongs_to_a_value_that_exists(field, tones):
    app, model, name = field.split(".")
    values = {value for value, _label in apps.get_model(app, model)._meta.get_field(name).flatchoices}
    assert set(tones) <= values
    assert set(tones.values()) <= {PLAIN, OK, NOTE, WARN, LATE, DEAD}


def test_a_status_is_shown_in_its_words_and_tone():
    html = status_tag(Item(status="published"), "status")
    assert html == f'<span class="badge badge--ok">{Item(status="published").get_status_display()}</span>'


def test_an_empty_status_shows_nothing():
    assert status_tag(Item(validity=""), "validity") == ""


@pytest.mark.parametrize(
    ("fields", "tone", "number"),
    [
        ({"due_on": TODAY - timedelta(days=9)}, "late", "9"),
        ({"due_on": TODAY - timedelta(days=1)}, "late", "1"),
        ({"due_on": TODAY}, "warn", ""),
        ({"due_on": TODAY + timedelta(days=2)}, "warn", "2"),
        ({"due_on": TODAY + timedelta(days=3)}, "plain", "3"),
        ({"due_on": TODAY - timedelta(days=9), "is_suspended": True}, "plain", ""),
        ({"due_on": TODAY, "met_on": TODAY}, "ok", ""),
        ({"due_on": TODAY, "met_on": TODAY + timedelta(days=1)}, "late", ""),
        ({"due_on": TODAY, "cancelled_on": TODAY}, "dead", ""),
    ],
)
def test_a_due_date_is_marked_by_how_far_it_is(fields, tone, number):
    html = due_tag(Duty(**fields), TODAY)
    assert f"badge--{tone}" in html
    assert number in html


def test_an_instant_is_shown_on_its_local_date():
    late_evening = datetime(2014, 10, 7, 16, 30, tzinfo=UTC)
    assert day(late_evening) == '<time datetime="2014-10-08">2014-10-08</time>'
    assert ">2014-10-08 00:30<" in moment(late_evening)
    assert day(None) == moment(None) == ""


def test_minutes_are_whole():
    assert minutes(timedelta(minutes=15, seconds=59)) == 15


def test_words_of_citizens_are_escaped():
    with translation.override("zh-hans"):
        html = Template("{% status_tag item 'status' %}").render(Context({"item": Item(status="<b>")}))
    assert "<b>" not in html
