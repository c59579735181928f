"""What is searched: one narrow entry for each public thing, its text beside it, its attachments by page; and what the
search is taught and told."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department
from disclosure.catalogue.models import Category
from disclosure.items.statuses import Validity
from disclosure.search.kinds import FileStatus
from disclosure.search.querysets import EntryFileQuerySet, FailedQuestionQuerySet, SynonymQuerySet


class SearchEntry(models.Model):
    """A public thing as the search needs it: what it is, where it belongs, when, and its words.

    `kind` and `key` name the row of the noun that owns the thing. Whatever a page shows stands in `EntryText`, so that
    a plan that reads many entries reads little. A trigger removes the entry of an item in the transaction that
    withdraws the item.
    """

    kind = models.CharField(max_length=20)
    key = models.BigIntegerField()
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", db_index=False)
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+", db_index=False)
    theme = models.CharField(max_length=40, blank=True)
    genre = models.CharField(max_length=20, blank=True)
    validity = models.CharField(max_length=10, choices=Validity.choices, blank=True)  # as declared; dates decide too
    effective_on = models.DateField(null=True)
    abolished_on = models.DateField(null=True)
    published_on = models.DateField()
    words = SearchVectorField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_entry_once")]
        indexes = [
            # the newest first: walked for words that are common
            models.Index(fields=["-published_on", "-id"], name="search_entry_newest"),
            models.Index(fields=["department", "-published_on", "-id"], name="search_entry_by_department"),
            models.Index(fields=["category", "-published_on", "-id"], name="search_entry_by_category"),
            # words that are rare
            GinIndex(fields=["words"], name="search_entry_words", fastupdate=True),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class EntryText(models.Model):
    """What a page of results shows of an entry, and the folded text in which phrases are looked for."""

    entry = models.OneToOneField(SearchEntry, models.CASCADE, primary_key=True, related_name="text")
    url = models.CharField(max_length=300)
    title = models.CharField(_("title"), max_length=300)
    numbers = models.CharField(max_length=200, blank=True)  # one line for each
    keywords = models.CharField(max_length=300, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    body = models.TextField(blank=True)
    folded = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class EntryFile(models.Model):
    """An attachment of an entry and whether its words are known. `stored` is its name in the private storage."""

    entry = models.ForeignKey(SearchEntry, models.CASCADE, related_name="files", verbose_name=_("found in"))
    name = models.CharField(_("name"), max_length=150)
    url = models.CharField(max_length=300)
    stored = models.CharField(max_length=300)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("size (bytes)"))
    sha256 = models.CharField(max_length=64)
    status = models.CharField(_("status"), max_length=10, choices=FileStatus.choices, default=FileStatus.WAITING)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    pages = models.PositiveIntegerField(_("pages"), default=0)
    read_at = models.DateTimeField(_("read at"), null=True)

    objects = EntryFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment in the search")
        verbose_name_plural = _("attachments in the search")
        ordering = ["-pk"]
        # what a person should look at
        indexes = [models.Index(fields=["status", "-id"], name="search_file_by_status")]

    def __str__(self) -> str:
        return self.name


class EntryPage(models.Model):
    """The folded and the written text of one page of an attachment; `number` 0: the file has no pages."""

    file = models.ForeignKey(EntryFile, models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    body = models.TextField()
    folded = models.TextField()

    class Meta:
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="search_page_once")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"


class Synonym(models.Model):
    """Words that say the same; whoever looks for one finds the others. They are also kept whole when texts are cut."""

    words = models.CharField(
        _("words"),
        max_length=200,
        help_text=_("Two words or more that say the same, parted by blanks or commas: 公租房、公共租赁住房."),
    )

    objects = SynonymQuerySet.as_manager()

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["words"]

    def __str__(self) -> str:
        return self.words


class FailedQuestion(models.Model):
    """How often one thing was looked for on a day and not found; who looked is recorded nowhere."""

    day = models.DateField(_("day"))
    words = models.CharField(_("looked for"), max_length=60)
    times = models.PositiveIntegerField(_("times"), default=1)

    objects = FailedQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        ordering = ["-day", "-times"]
        constraints = [models.UniqueConstraint(fields=["day", "words"], name="failed_question_once_a_day")]

    def __str__(self) -> str:
        return self.words


class Reindexing(models.Model):
    """A walk over everything public that writes the entries anew; one that was interrupted goes on at `last_key`."""

    dictionary = models.CharField(max_length=64)
    kind = models.CharField(max_length=20, blank=True)
    last_key = models.BigIntegerField(default=0)
    entries = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"
