"""The cast of the tests, one sentence each; and the reference rows, which outlive every test."""

import gc
import re
import time
import warnings
from collections.abc import Generator
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from departments.models import DeadlineRule, Department, Officer
from departments.officers.admin_scope import OFFICES_BELOW
from departments.officers.roles import Role
from disclosure.money.picture import forget_pictures
from foundation.paging.periods import ENDS
from interaction.messages.filters import MAILBOXES
from tests.days import seconds_of, within_one_day
from tests.emptying import emptying, operations_class
from tests.factories.departments import CityFactory, DepartmentFactory, officer_in
from tests.pattern import copy_pattern, drop_pattern, make_pattern
from tests.seeds import SEED, settle_properties

settle_properties()  # before any module of tests reads the settings of the day


def put_reference_rows_back() -> None:
    """Load the rules and the calendar that every database starts with, if a transactional test has emptied it.

    They get the keys that they have in every fresh database.
    """
    if not DeadlineRule.objects.exists():
        with connection.cursor() as cursor:
            sequences = [{"table": DeadlineRule._meta.db_table, "column": "id"}]
            for statement in connection.ops.sequence_reset_by_name_sql(no_style(), sequences):
                cursor.execute(statement)
        shipped = import_module("departments.migrations.0003_rules_and_calendar")
        shipped.add_rules(apps, None)
        shipped.add_calendar(apps, None)
        import_module("departments.migrations.0012_rules_of_public_money").add_rules(apps, None)
        import_module("departments.migrations.0013_auditors_and_rectification").add_rules(apps, None)
        import_module("departments.migrations.0016_policy_rules").add_rules(apps, None)
        import_module("departments.migrations.0031_rules_of_orders").add_rules(apps, None)


def see_everybody_off() -> None:
    """Wait for sessions that are about to end, and end those that are not, so that the database can be dropped.

    A thread of the live server keeps its own as long as a browser keeps its connection; the sessions of a process that
    was killed end when the database notices.
    """
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        for _ in range(50):
            cursor.execute(f"SELECT count(*) {others}")  # noqa: S608 — our own words
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.1)
        cursor.execute(f"SELECT left(query, 200), pg_terminate_backend(pid) {others}")  # noqa: S608
        for query, _is_told in cursor.fetchall():
            warnings.warn(f"A session was left on the test database; it did last: {query}", stacklevel=1)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Hand the seed to Hypothesis, unless the command line names another."""
    if config.option.hypothesis_seed is None:
        config.option.hypothesis_seed = SEED


def leads_workers(config: pytest.Config) -> bool:
    """Tell whether this process hands the tests to workers of pytest-xdist, which each want a database."""
    return config.pluginmanager.hasplugin("dsession") and not config.getvalue("collectonly")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    if leads_workers(session.config):
        with session.config.stash[blocking_manager_key].unblock():
            drop_pattern()  # of a run that was killed


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Make what the workers copy; they are gathering the tests meanwhile."""
    if leads_workers(session.config):
        with session.config.stash[blocking_manager_key].unblock():
            make_pattern()


def pytest_sessionfinish(session: pytest.Session) -> None:
    if leads_workers(session.config):
        with session.config.stash[blocking_manager_key].unblock():
            drop_pattern()


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and among what tests make: not over and over among the modules of the project."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_report_header() -> str:
    return f"TEST_SEED={SEED}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say after a failure how to roll the same dice again, also where the header was not shown."""
    if {"failed", "error"} & set(terminalreporter.stats):
        terminalreporter.write_line(f"What was left to chance is repeated by TEST_SEED={SEED}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin no test that the day might not last for."""
    within_one_day(seconds_of(item))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_blocker, django_db_keepdb, request) -> None:
    """A worker has a database of its own name, and gets a copy instead of migrating from nothing."""
    if hasattr(request.config, "workerinput") and not django_db_keepdb:
        with django_db_blocker.unblock():
            copy_pattern()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Generator[None]:
    """The test database, also one kept from an earlier run, starts with the reference rows; everybody leaves it."""
    with django_db_blocker.unblock():
        put_reference_rows_back()
    operations = operations_class()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations, "sql_flush", emptying(operations.sql_flush))
        yield
    with django_db_blocker.unblock():
        see_everybody_off()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None]:
    """After a test that commits, Django empties every table; what comes next finds the reference rows again.

    After the last test nothing comes next, and the database is gone already.
    """
    try:
        yield
    finally:  # also after a fixture that found a fault at its end
        marker = item.get_closest_marker("django_db")
        commits = bool(marker and marker.kwargs.get("transaction"))
        commits |= bool({"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ())))
        if commits and nextitem is not None:
            with item.config.stash[blocking_manager_key].unblock():
                put_reference_rows_back()


ASKING = {"django_db_setup", "db", "transactional_db", "live_server"}
RENDERED = re.compile(r"test_(pages\w*|views|admin\w*)\.py$|/money/(admin|printing)/|/config/(pages|demo|embedded)/")
ASKED = re.compile(
    r"/config/api/|/officers/access/|/webhooks/|test_(api|import\w*|batches|opendata|telling|feeds|desk)\.py$"
    r"|/(duties|workbooks)/test_processes\.py$"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of which one of the gate's two runs says what both would, each by one mark; `.ci/run` uses them.

    `pure` needs no database and starts no process. `rendered` is about pages, which look alike on any database;
    `asked` about what machines and log-ins ask, what is imported and sent. What writes or waits for another has none.

    What starts processes takes longest and waits most: it comes first, so that at the end no worker waits for another.
    """
    items.sort(key=lambda item: not (item.get_closest_marker("host") or item.get_closest_marker("processes")))
    for item in items:
        is_bound = any(item.get_closest_marker(name) for name in ("django_db", "processes", "host"))
        if not is_bound and not ASKING & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.pure)
        elif RENDERED.search(item.path.as_posix()):
            item.add_marker(pytest.mark.rendered)
        elif ASKED.search(item.path.as_posix()) and not item.get_closest_marker("walk"):
            item.add_marker(pytest.mark.asked)


def forget_what_was_remembered() -> None:
    """Forget what the process keeps of another test's rows, and the language it spoke."""
    forget_pictures()
    for remembered in (OFFICES_BELOW, MAILBOXES, ENDS):
        remembered.forget()
    translation.deactivate()


@pytest.fixture(autouse=True)
def begin_afresh() -> None:
    """Let every test see the rows that it makes itself, and begin in the language of the site.

    A test's transaction is never committed, so nothing announces them; a page that was asked for in another language
    leaves that in the thread.
    """
    forget_what_was_remembered()


@pytest.fixture
def city(db) -> Department:
    """The city government, above every other office."""
    return CityFactory()


@pytest.fixture
def bureau(city) -> Department:
    """The office most tests are about."""
    return DepartmentFactory(parent=city)


@pytest.fixture
def other_bureau(city) -> Department:
    """Another office of the same city, whose people must see nothing of the first."""
    return DepartmentFactory(parent=city)


@pytest.fixture
def handler(bureau) -> Officer:
    """An officer of the bureau who handles messages."""
    return officer_in(bureau, Role.HANDLER)


@pytest.fixture
def reviewer(bureau) -> Officer:
    """Another officer of the bureau, who reviews replies."""
    return officer_in(bureau, Role.CHECKER)


@pytest.fixture
def author(bureau) -> Officer:
    """An officer of the bureau who writes items."""
    return officer_in(bureau, Role.AUTHOR)


@pytest.fixture
def signatory(bureau) -> Officer:
    """The officer of the bureau who signs items."""
    return officer_in(bureau, Role.SIGNATORY)


@pytest.fixture
def supervisor(city) -> Officer:
    """The city's supervisor, who sees every office."""
    return officer_in(city, Role.SUPERVISOR)


@pytest.fixture
def administrator(city) -> Officer:
    """The one who keeps offices, officers and rules, and may touch no content."""
    return officer_in(city, Role.ADMINISTRATOR)


@pytest.fixture
def outsider(other_bureau) -> Officer:
    """An officer of another office with every role there."""
    return officer_in(other_bureau, *Role)
