"""Forms of the back office of audits: what services would refuse is named at its field, and nothing typed is lost."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.offices.models import Department
from disclosure.audits.contractors import looks_like_person
from disclosure.audits.models import LONGEST_TEXT, AuditedProject, AuditFinding, AuditReport
from disclosure.audits.reading import EXPECTED, OPTIONAL, read_projects
from disclosure.audits.statuses import RectificationStatus
from disclosure.money.reading.amounts import read_unit
from disclosure.money.statuses import DisplayUnit
from foundation.files.fields import SafeFileField
from foundation.files.limits import MEGABYTE, Limits
from foundation.tables.errors import TableError
from foundation.tables.reading import read_table

LISTS = Limits(max_bytes=5 * MEGABYTE, extensions=frozenset({"csv", "xlsx"}))
MOST_ERRORS = 50


class ReportForm(forms.ModelForm):
    """The facts of a report; its text, files and publication are the item's."""

    class Meta:
        model = AuditReport
        fields = ("item", "kind", "fiscal_year", "audited_offices", "summary")
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "item": _("The item that carries the report: a draft of the auditing office. Write it first."),
            "fiscal_year": _("The year that was audited; for projects the year in which the audits ended."),
        }

    def clean_item(self) -> Any:
        item = self.cleaned_data["item"]
        if not item.is_editable or item.first_published_at is not None:
            raise ValidationError(_("Choose an item that is still on its author's desk."))
        return item


class ProjectForm(forms.ModelForm):
    """One audited project; the reduction is reckoned."""

    class Meta:
        model = AuditedProject
        fields = (
            "report",
            "name",
            "owner",
            "contractor",
            "is_contractor_confirmed",
            "auditor",
            "submitted",
            "approved",
            "audited_on",
            "findings_text",
        )
        widgets = {"findings_text": forms.Textarea(attrs={"rows": 4})}

    def clean_audited_on(self) -> date:
        day: date = self.cleaned_data["audited_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, least in (("submitted", Decimal("0.01")), ("approved", Decimal(0))):
            if cleaned.get(name) is not None and cleaned[name] < least:
                self.add_error(name, _("A submitted sum is more than zero, an approved one not negative."))
        if looks_like_person(cleaned.get("contractor", "")) and not cleaned.get("is_contractor_confirmed"):
            self.add_error(
                "contractor",
                _("This may be a natural person, who is not published. If it is an organisation, confirm it below."),
            )
        return cleaned


class FindingForm(forms.ModelForm):
    """One finding, and whether it is to be rectified."""

    status = forms.ChoiceField(
        label=_("rectification"),
        choices=[
            (RectificationStatus.NONE.value, RectificationStatus.NONE.label),
            (RectificationStatus.PLANNED.value, RectificationStatus.PLANNED.label),
        ],
        help_text=_("The duty begins with the step “Demand rectification” of the report, once it is published."),
    )

    class Meta:
        model = AuditFinding
        fields = ("report", "project", "department", "text", "amount", "status")
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        project, report = cleaned.get("project"), cleaned.get("report")
        if project is not None and project.report_id != (report.pk if report else self.instance.report_id):
            self.add_error("project", _("This project belongs to another report."))
        return cleaned


class DemandForm(forms.Form):
    """When the offices were told."""

    delivered_on = forms.DateField(
        label=_("day of delivery"),
        help_text=_("The day on which the audited offices were told; the time to rectify counts from the next day."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class WordsForm(forms.Form):
    """What was rectified."""

    words = forms.CharField(
        label=_("what was rectified"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST_TEXT}),
    )


class DecisionForm(forms.Form):
    """Why a report is sent back, or a demand taken back."""

    reason = forms.CharField(
        label=_("reason"), max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_TEXT})
    )


class ImportForm(forms.Form):
    """A list of projects as CSV or workbook: taken whole, or refused with every row and column that is wrong."""

    file = SafeFileField(
        label=_("list of projects (CSV or XLSX)"),
        limits=LISTS,
        help_text=_("Columns: %(expected)s; may be left out: %(optional)s.")
        % {"expected": "、".join(EXPECTED), "optional": "、".join(OPTIONAL)},
    )
    unit = forms.ChoiceField(label=_("unit of the amounts"), choices=DisplayUnit.choices, initial=DisplayUnit.YUAN)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        upload, unit = cleaned.pop("file", None), cleaned.pop("unit", None)
        if upload is None or unit is None:
            return cleaned
        try:
            table = read_table(upload.file, expected=EXPECTED, optional=OPTIONAL)
        except TableError as refusal:
            raise ValidationError({"file": str(refusal)}) from None
        entries, report = read_projects(
            table.rows, offices=_offices_by_name(), unit=read_unit(unit), today=timezone.localdate()
        )
        report.extend(table.errors)
        if report:
            raise ValidationError({"file": report.lines(MOST_ERRORS)})
        if not entries:
            raise ValidationError({"file": _("The list holds no project.")})
        return {"entries": entries}


def _offices_by_name() -> dict[str, Department]:
    """Return every office under its full name, its code, and its short name where only one has it: one query."""
    offices = list(Department.objects.all())
    shorts: dict[str, list[Department]] = {}
    for office in offices:
        shorts.setdefault(office.short_name, []).append(office)
    unique = {name: found[0] for name, found in shorts.items() if len(found) == 1}
    return unique | {office.code: office for office in offices} | {office.name: office for office in offices}
