"""The back office of the search: synonyms, what was looked for in vain, attachments that could not be read."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from departments.officers.admin_scope import CityWideAdmin
from departments.officers.admin_steps import Step, StepsAdmin
from disclosure.items.presentation import human_size
from disclosure.search.dictionary import forget_dictionary, is_reindex_due
from disclosure.search.forms import SynonymForm
from disclosure.search.kinds import FileReason, FileStatus
from disclosure.search.models import EntryFile, FailedQuestion, Synonym
from disclosure.search.services import read_file_again
from foundation.admin_reading import ReadingOnly


@admin.register(Synonym)
class SynonymAdmin(CityWideAdmin):
    """Synonyms work at once; a reindex makes what was indexed before as sharp as what comes."""

    form = SynonymForm
    list_display = ("words",)
    actions = None
    search_fields = ("words",)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "GET" and is_reindex_due():
            messages.warning(
                request,
                gettext(
                    "Names or synonyms changed since the search was last written: a reindex is due; ask whoever "
                    "runs the site for it. Until then they work, only less sharply for older documents."
                ),
            )
        return super().changelist_view(request, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        transaction.on_commit(forget_dictionary)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        transaction.on_commit(forget_dictionary)


@admin.register(FailedQuestion)
class FailedQuestionAdmin(ReadingOnly, CityWideAdmin):
    """What the public looked for in vain, most often first: what is missing, or called otherwise."""

    change_list_template = "admin/disclosure/failedquestion/change_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        frequent = FailedQuestion.objects.most_frequent(timezone.localdate())
        return super().changelist_view(request, {**(extra_context or {}), "frequent": frequent})

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return nothing: the page shows sums, and a single question is nobody's business."""
        return super().get_queryset(request).none()

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        raise PermissionDenied


@admin.register(EntryFile)
class EntryFileAdmin(ReadingOnly, StepsAdmin):
    """Attachments of the own offices and whether their words are known to the search."""

    scope_field = "entry__department"
    list_display = ("name", "office", "status", "why", "pages", "attempts", "read_at")
    list_filter = ("status",)
    list_select_related = ("entry__department",)
    list_per_page = 50
    actions = None
    fields = ("name", "office", "status", "why", "pages", "attempts", "read_at", "file_size")
    readonly_fields = fields
    steps: ClassVar[dict[str, Step]] = {
        "read": Step(
            label=_("Read again"),
            question=_("Have this file read once more? What it says is found as soon as it is read."),
            done=_("The file will be read in a moment."),
            run=read_file_again,
            is_offered=lambda file: file.status != FileStatus.WAITING,
            permission="disclosure.view_entryfile",
        ),
    }

    @admin.display(description=_("office"))
    def office(self, file: EntryFile) -> str:
        return str(file.entry.department)

    @admin.display(description=_("reason"))
    def why(self, file: EntryFile) -> str:
        return str(FileReason(file.reason).label) if file.reason else "—"

    @admin.display(description=_("size"))
    def file_size(self, file: EntryFile) -> str:
        return human_size(file.size)
