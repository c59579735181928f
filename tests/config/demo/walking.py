"""A walk over the public pages of the demo city, a few of each kind."""

from collections import Counter
from html.parser import HTMLParser
from urllib.parse import urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

PAGES_OF_A_KIND = 3
ENTRANCES = [
    "/",
    "/demonstration/",
    "/messages/query/",
    "/admin/login/",
    "/nowhere/",
    "/items/?q=没有",
    "/items/?year=1",
]


class Frame(HTMLParser):
    """What the frame of a page says, and where it leads."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.robots, self.links = "", []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "meta" and given.get("name") == "robots":
            self.robots += given["content"]
        if tag == "a" and (given.get("href") or "").startswith("/"):
            self.links.append(given["href"])


def kind_of(address: str) -> str:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return "nowhere"


def walk_public_pages(client: Client):
    """Yield (address, answer) of a few pages of each kind that links lead to from the home page."""
    waiting, seen, kinds = list(ENTRANCES), set(), Counter()
    while waiting:
        address = waiting.pop(0)
        kind = kind_of(address)
        is_staff = kind.startswith("admin:") and address not in ENTRANCES
        if address in seen or is_staff or kinds[kind] >= PAGES_OF_A_KIND:
            continue
        seen.add(address)
        kinds[kind] += 1
        answer = client.get(address)
        yield address, answer
        if answer["Content-Type"].startswith("text/html") and not answer.streaming:
            waiting += Frame(answer.content.decode()).links
