"""What is asked before a template is made or workbooks are taken."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from departments.officers.models import Officer
from departments.officers.scoping import within_scope
from disclosure.money.models import FinanceUnit
from disclosure.money.statuses import StatementKind, StatementScope
from disclosure.money.workbooks.arrivals import MOST_ARCHIVE_BYTES, MOST_WORKBOOKS
from disclosure.money.workbooks.importing import Choice
from disclosure.money.workbooks.names import Layout
from foundation.files.fields import ManyFilesInput
from foundation.files.limits import MEGABYTE
from foundation.files.names import clean_name, split_extension

FIRST_YEAR, LAST_YEAR = 2000, 2100
LAYOUTS = ((Layout.VERTICAL, _("the city's: a row for each expense")), (Layout.HORIZONTAL, _("the national: one row")))
NOT_TOLD = ("", _("as the workbook says"))


def units_entered_by(officer: Officer, today: date) -> QuerySet[FinanceUnit]:
    """Return the publishing units whose statements the officer enters."""
    mine = FinanceUnit.objects.publishing().filter(within_scope(officer, "disclosure.change_statement", today))
    return mine.select_related("department").order_by("path")


class UnitField(forms.CharField):
    """A unit by its budget code or its whole name, among those whose statements the officer enters."""

    units: QuerySet[FinanceUnit]

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        code = text.split()[0]
        found = list(self.units.filter(code=code)) or list(self.units.filter(name=text)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_("Several units have this name; write the budget code."), code="several_units")
        raise ValidationError(_("There is no such unit whose statements you enter."), code="no_such_unit")


class StatementChoiceForm(forms.Form):
    """Asks which statement; `units` are offered beside the field."""

    unit = UnitField(label=_("unit of finance"), help_text=_("Budget code or whole name."), max_length=120)
    fiscal_year = forms.IntegerField(label=_("fiscal year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, *args: Any, units: QuerySet[FinanceUnit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["unit"]
        field.units = units
        field.widget.attrs |= {"list": "units", "class": "vTextField"}
        for one in self.fields.values():
            one.widget.attrs.setdefault("autocomplete", "off")


class TemplateForm(StatementChoiceForm):
    """Asks for which statement a template is wanted, and in which layout."""

    kind = forms.ChoiceField(label=_("kind"), choices=StatementKind.choices)
    scope = forms.ChoiceField(label=_("scope"), choices=StatementScope.choices)
    layout = forms.ChoiceField(label=_("layout"), choices=LAYOUTS)


class WorkbooksField(forms.FileField):
    """Several workbooks, or archives of them. What they hold is looked at when they are read."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        uploads = [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]
        if not uploads:
            raise ValidationError(_("Choose at least one workbook."), code="required")
        for upload in uploads:
            if split_extension(upload.name)[1] not in ("xlsx", "zip"):
                text = _("“%(name)s” is neither an XLSX workbook nor a ZIP archive. Save it as XLSX without macros.")
                raise ValidationError(text, code="other_kind", params={"name": clean_name(upload.name)})
        if sum(upload.size for upload in uploads) > MOST_ARCHIVE_BYTES:
            shown = {"limit": MOST_ARCHIVE_BYTES // MEGABYTE}
            raise ValidationError(
                _("The files have more than %(limit)s MB together. Send them in several parts."), params=shown
            )
        return uploads


class UploadForm(StatementChoiceForm):
    """Asks for workbooks; what is chosen beside them must be what they are about."""

    workbooks = WorkbooksField(
        label=_("workbooks"),
        help_text=_(
            "XLSX workbooks, up to ten at once, or one ZIP archive with up to %(most)s. Each is read whole or not at "
            "all."
        )
        % {"most": MOST_WORKBOOKS},
    )
    kind = forms.ChoiceField(label=_("kind"), choices=[NOT_TOLD, *StatementKind.choices], required=False)
    scope = forms.ChoiceField(label=_("scope"), choices=[NOT_TOLD, *StatementScope.choices], required=False)
    is_replacing = forms.BooleanField(
        label=_("overwrite drafts"),
        required=False,
        help_text=_("Drafts that are there already are replaced, also those saved by others."),
    )
    field_order = ("workbooks", "unit", "fiscal_year", "kind", "scope", "is_replacing")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].required = self.fields["fiscal_year"].required = False
        self.fields["workbooks"].widget.attrs.update({"multiple": True, "accept": ".xlsx,.zip"})

    def choice(self) -> Choice:
        """Return what was chosen beside the files."""
        chosen = self.cleaned_data
        return Choice(chosen["unit"], chosen["fiscal_year"], chosen["kind"], chosen["scope"], chosen["is_replacing"])
