"""Settings that are well formed and yet contradict each other, or what they name: what is wrong, and how to mend it.

`manage.py check --deploy --database default` asks all of it; errors of address and database also stop `migrate`.
"""

import ipaddress
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http.request import validate_host

from config.health import BROKER_MAY_TAKE, OK, check_files
from foundation.personal.resealing import tables_that_no_key_opens

OLDEST_SERVER = 150_000
BROADEST = 8
"""Bits of the broadest network of proxies, such as 10.0.0.0/8; a broader one believes readers themselves."""


@register(Tags.security)
def check_address(**_options: Any) -> list[CheckMessage]:
    """The address in mails must be one that the site answers, in the way it answers."""
    if settings.DEBUG or settings.IS_DEMO:
        return []
    site = urlsplit(settings.SITE_ADDRESS)
    found: list[CheckMessage] = []
    if not validate_host(site.hostname or "", settings.ALLOWED_HOSTS):
        what = f"SITE_ADDRESS leads to {site.hostname}, which ALLOWED_HOSTS does not name: every page would be refused."
        found.append(Error(what, hint="Name it in ALLOWED_HOSTS, or mend SITE_ADDRESS.", id="yangguang.E001"))
    if settings.IS_HTTPS != (site.scheme == "https"):
        what = f"SITE_ADDRESS begins with {site.scheme}:// and IS_HTTPS is {str(settings.IS_HTTPS).lower()}."
        hint = "Readers use https: SITE_ADDRESS=https://… and no IS_HTTPS. Without https: http:// and IS_HTTPS=false."
        found.append(Error(what, hint=hint, id="yangguang.E002"))
    return found


@register(Tags.security, deploy=True)
def check_proxies(**_options: Any) -> list[CheckMessage]:
    """Behind a proxy that is not believed all readers are one; where everybody is believed, nobody has an address."""
    networks = [ipaddress.ip_network(network) for network in settings.TRUSTED_PROXIES]
    if any(network.prefixlen < BROADEST for network in networks):
        what = "TRUSTED_PROXIES holds half the world: readers would be whoever they claim to be."
        return [Error(what, hint="Name the addresses of nginx alone.", id="yangguang.E003")]
    if settings.IS_HTTPS and not networks:
        what = "TRUSTED_PROXIES is empty: behind nginx all readers share one address, its lock-outs and its limits."
        return [Warning(what, hint="Name the address from which nginx asks.", id="yangguang.W004")]
    return []


@register(Tags.database)
def check_databases(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """The server is new enough, holds every Chinese character, and PERSONAL_KEYS open what stands in it."""
    return [message for name in databases or () for message in _examine_database(connections[name])]


@register(Tags.database, deploy=True)
def check_services(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """What can only be seen by asking: Redis, and the place of uploaded files."""
    if not databases:
        return []
    found = list(_examine_redis()) if settings.REDIS_URL else []
    files = check_files()
    if files["status"] != OK:
        found.append(Warning(f"Uploaded files: {files['reason']}.", hint="See FILE_STORE_URL.", id="yangguang.W022"))
    return found


def _examine_database(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('server_encoding')")
        version, encoding = cursor.fetchone()
    if version < OLDEST_SERVER:
        what = f"PostgreSQL {version // 10_000} is too old: 15 or newer is needed."
        yield Error(what, hint="Back up, install a newer server, restore.", id="yangguang.E010")
    if encoding != "UTF8":
        what = f"The database is encoded in {encoding}, which does not hold every character that people write."
        hint = "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0, and name that one in DATABASE_URL."
        yield Error(what, hint=hint, id="yangguang.E011")
    if closed := tables_that_no_key_opens():
        what = (
            f"No key of PERSONAL_KEYS opens the newest row of {', '.join(closed)}: these are not this database's keys."
        )
        hint = "Put the keys that sealed it back into the list (docs/operations.md, Keys)."
        yield Warning(what, hint=hint, id="yangguang.W012")


def _examine_redis() -> Iterator[CheckMessage]:
    """Redis may forget what has a time to live, never the queue; and it must not refuse because it is full."""
    server = redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=BROKER_MAY_TAKE, socket_connect_timeout=BROKER_MAY_TAKE
    )
    try:
        memory = server.info("memory")
    except redis.RedisError as error:
        yield Warning(f"Redis does not answer: {type(error).__name__}.", hint="See REDIS_URL.", id="yangguang.W020")
        return
    finally:
        server.close()
    policy = str(memory.get("maxmemory_policy", ""))
    if memory.get("maxmemory") and policy and not policy.startswith("volatile-"):
        what = f"Redis has maxmemory-policy {policy}: full, it drops the queue or refuses everything."
        yield Warning(what, hint="Set it to volatile-lru.", id="yangguang.W021")
