"""Feeds of documents for readers' programs: of the site, an office, a column, a theme. Atom, with tombstones.

Entries are the newest documents; what was taken back stands as `at:deleted-entry`, so that a reader drops its copy.
Source: RFC 4287 (Atom), RFC 6721 (deleted entries).
"""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.catalogue.navigation import keys_below, read_tree
from disclosure.exchange.branches import offices_below
from disclosure.exchange.models import Change
from disclosure.exchange.querysets import ChangeQuerySet
from disclosure.items.codelists import THEMES
from disclosure.items.models import Item
from disclosure.items.querysets import ItemQuerySet
from foundation.xml import drop_unwritable

ENTRIES = 50
LOOKED_THROUGH = 2000
"""So many of the newest documents are looked through for those of a theme, whose entries no index orders."""

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"

SHOWN = (
    "kind",
    "first_published_at",
    "published_on",
    "current_version__title",
    "current_version__summary",
    "current_version__issuing_offices",
    "current_version__genre",
    "current_version__theme",
    "current_version__published_at",
)


class Gone(NamedTuple):
    """What was taken back: its identity in feeds, and when."""

    identity: str
    at: datetime


class WritableXml(SimplerXMLGenerator):
    """XML without signs that it can't hold: versions published with one, before it was refused, stay as they are."""

    def characters(self, content: str) -> None:
        super().characters(drop_unwritable(content))

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - named by SAX
        writable: Any = {key: drop_unwritable(value) for key, value in attrs.items()}
        super().startElement(name, writable)


class AtomWithTombstones(Atom1Feed):
    """Atom 1.0 that names, in `gone`, what readers should drop."""

    def latest_post_date(self) -> datetime:
        """Return when the feed changed last; what was taken back changed it, too."""
        moments: list[datetime] = [gone.at for gone in self.feed["gone"]]
        if self.items or not moments:
            moments.append(super().latest_post_date())
        return max(moments)

    def write(self, outfile: Any, encoding: str) -> None:
        handler = WritableXml(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        handler.startElement("feed", self.root_attributes())
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for gone in self.feed["gone"]:
            handler.addQuickElement("at:deleted-entry", attrs={"ref": gone.identity, "when": rfc3339_date(gone.at)})


class ItemFeed(Feed):
    """The newest documents of something; the subclasses say of what."""

    feed_type = AtomWithTombstones

    def items(self, obj: Any) -> Sequence[Item]:
        items = self.narrow(obj, Item.objects.public()).newest_first().select_related("current_version")
        return list(items.only(*SHOWN)[:ENTRIES])

    def feed_extra_kwargs(self, obj: Any) -> dict[str, Any]:
        changes = self.narrow_changes(obj, Change.objects.gone().of_items())
        return {"gone": [Gone(identity_of(change.url), change.at) for change in changes[:ENTRIES] if change.at]}

    def narrow(self, obj: Any, items: ItemQuerySet) -> ItemQuerySet:
        raise NotImplementedError

    def narrow_changes(self, obj: Any, changes: ChangeQuerySet) -> ChangeQuerySet:
        raise NotImplementedError

    def feed_guid(self, obj: Any) -> str:
        return identity_of(self.link(obj))

    def link(self, obj: Any) -> str:
        raise NotImplementedError

    def item_title(self, item: Item) -> str:
        return self._version_of(item).title

    def item_description(self, item: Item) -> str:
        """Return the summary, plain text, as the markup that the feed says it is."""
        return escape(self._version_of(item).summary)

    def item_guid(self, item: Item) -> str:
        return identity_of(item.get_absolute_url())

    def item_pubdate(self, item: Item) -> datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: Item) -> datetime:
        return self._version_of(item).published_at

    def item_author_name(self, item: Item) -> str:
        return self._version_of(item).issuing_offices

    def item_categories(self, item: Item) -> list[str]:
        version = self._version_of(item)
        return [words for words in (version.theme, version.genre) if words]

    @staticmethod
    def _version_of(item: Any) -> Any:
        return item.current_version


class SiteFeed(ItemFeed):
    def title(self, obj: None) -> str:
        return str(settings.SITE_IDENTITY["name"])

    def link(self, obj: None) -> str:
        return reverse("disclosure:items")

    def narrow(self, obj: None, items: ItemQuerySet) -> ItemQuerySet:
        return items

    def narrow_changes(self, obj: None, changes: ChangeQuerySet) -> ChangeQuerySet:
        return changes


class OfficeFeed(ItemFeed):
    """An office and those below it."""

    def get_object(self, request: HttpRequest, code: str) -> Department:
        return Department.objects.get(code=code)

    def title(self, obj: Department) -> str:
        return _named(obj.name)

    def link(self, obj: Department) -> str:
        return obj.get_absolute_url()

    def narrow(self, obj: Department, items: ItemQuerySet) -> ItemQuerySet:
        keys = self._keys(obj)
        return items.of_department(obj) if len(keys) == 1 else items.filter(department_id__in=keys)

    def narrow_changes(self, obj: Department, changes: ChangeQuerySet) -> ChangeQuerySet:
        return changes.of_offices(self._keys(obj))

    @staticmethod
    def _keys(obj: Department) -> list[int]:
        return offices_below(obj.code)


class ColumnFeed(ItemFeed):
    """A column of the catalogue and those below it."""

    def get_object(self, request: HttpRequest, code: str) -> Category:
        return Category.objects.get(code=code)

    def title(self, obj: Category) -> str:
        return _named(obj.name)

    def link(self, obj: Category) -> str:
        return reverse("disclosure:category", args=[obj.code])

    def narrow(self, obj: Category, items: ItemQuerySet) -> ItemQuerySet:
        return items.in_categories(self._keys(obj))

    def narrow_changes(self, obj: Category, changes: ChangeQuerySet) -> ChangeQuerySet:
        return changes.of_columns(self._keys(obj))

    @staticmethod
    def _keys(obj: Category) -> list[int]:
        return keys_below(read_tree(), obj.path)


class ThemeFeed(ItemFeed):
    """A theme of the code list."""

    def get_object(self, request: HttpRequest, theme: str) -> str:
        if theme not in THEMES:
            raise Item.DoesNotExist
        return theme

    def title(self, obj: str) -> str:
        return _named(obj)

    def link(self, obj: str) -> str:
        return reverse("disclosure:feed-theme", args=[obj])

    def narrow(self, obj: str, items: ItemQuerySet) -> ItemQuerySet:
        newest = items.newest_first().values("pk")[:LOOKED_THROUGH]
        return Item.objects.filter(pk__in=newest, current_version__theme=obj)

    def narrow_changes(self, obj: str, changes: ChangeQuerySet) -> ChangeQuerySet:
        gone = list(changes.values_list("key", flat=True)[:LOOKED_THROUGH])
        of_theme = Item.objects.filter(pk__in=gone, current_version__theme=obj).values("pk")
        return changes.filter(key__in=of_theme)


def identity_of(url: str) -> str:
    """Return the identity of something in feeds: its permanent address on the site, by whatever name it is read."""
    return settings.SITE_ADDRESS + url


def _named(name: str) -> str:
    return _("%(name)s - %(site)s") % {"name": name, "site": settings.SITE_IDENTITY["name"]}
