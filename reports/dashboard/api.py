"""The figures of the desk for other systems: supervisors by session, clients by a key that may read statistics."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import permissions, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from departments.clients.authentication import HasScope
from departments.clients.models import ApiClient, Scope
from departments.officers.models import Officer
from departments.officers.scoping import scope_paths
from reports.dashboard.ages import AGE_CLASSES
from reports.dashboard.desk import Desk
from reports.dashboard.forms import DashboardForm
from reports.dashboard.overview import GroupLine, Line, Overview, arrange
from reports.dashboard.rates import Rate
from reports.dashboard.reach import Reach

SUPERVISE = "reports.view_dashboard"
AGES_HELP = _("overdue duties by age in days (1-5, 6-15, 16-30, over-30): working days for rules in working days")


class IsSupervisor(permissions.BasePermission):
    """An officer who supervises some office."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, Officer) and request.user.has_perm(SUPERVISE)


class RateSerializer(serializers.Serializer):
    on_time = serializers.IntegerField()
    due = serializers.IntegerField()
    percentage = serializers.DecimalField(
        max_digits=4, decimal_places=1, allow_null=True, help_text=_("null where fewer than 10 duties were due")
    )


class OfficeFiguresSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    with_all_below = serializers.BooleanField(help_text=_("false: the office alone"))
    overdue = serializers.IntegerField()
    ages = serializers.DictField(child=serializers.IntegerField(), help_text=AGES_HELP)
    rate = RateSerializer()


class MonthFiguresSerializer(serializers.Serializer):
    first = serializers.DateField()
    last = serializers.DateField()
    rate = RateSerializer()


class DayFiguresSerializer(serializers.Serializer):
    day = serializers.DateField()
    due = serializers.IntegerField()


class OverdueStatisticsSerializer(serializers.Serializer):
    as_of = serializers.DateTimeField()
    overdue = serializers.IntegerField()
    open = serializers.IntegerField()
    ages = serializers.DictField(child=serializers.IntegerField(), help_text=AGES_HELP)
    rate = RateSerializer(help_text=_("of what was due in the period and before today"))
    offices = OfficeFiguresSerializer(many=True)
    months = MonthFiguresSerializer(many=True)
    due_soon = DayFiguresSerializer(many=True, help_text=_("open duties due today and in the six days after"))


class OverdueStatisticsView(APIView):
    """The figures of the desk, for supervisors (session) and for clients that may read statistics (key)."""

    permission_classes = [IsSupervisor | HasScope]
    required_scope = Scope.READ_STATISTICS

    @extend_schema(
        operation_id="overdue_statistics",
        description=_(
            "What is overdue now by office and age, what comes due, and the on-time rate by month. For supervisors, and"
            " for keys with the scope statistics:read; each sees its own offices."
        ),
        parameters=[
            OpenApiParameter("branch", str, description=_("code of an office: it and all below it")),
            OpenApiParameter("mailbox", str, description=_("code of a mailbox")),
            OpenApiParameter(
                "since", str, description=_("first day of the rates (YYYY-MM-DD); else twelve months back")
            ),
            OpenApiParameter("until", str, description=_("last day of the rates; else today")),
        ],
        responses=OverdueStatisticsSerializer,
    )
    def get(self, request: Request) -> Response:
        desk = desk_of(request)
        form = DashboardForm(request.query_params, offices=desk.reach.offices, today=desk.today)
        desk.narrowed(branch=request.query_params.get("branch", ""))
        if not form.is_valid():
            raise ValidationError({name: [str(error) for error in errors] for name, errors in form.errors.items()})
        first, last = form.period(form.cleaned_data)
        filters = form.filters()
        overview = desk.overview(desk.narrowed(branch=filters.branch), channel=filters.mailbox, first=first, last=last)
        return Response(OverdueStatisticsSerializer(as_plain(overview, desk)).data)


def desk_of(request: Request) -> Desk:
    """Return the desk of the supervisor or client who asks."""
    now = timezone.now()
    if isinstance(request.auth, ApiClient):
        paths = [request.auth.department.path]
    elif isinstance(request.user, Officer):
        paths = scope_paths(request.user, SUPERVISE, timezone.localdate(now))
    else:
        paths = []
    return Desk(now, Reach.below(paths))


def as_plain(overview: Overview, desk: Desk) -> dict[str, Any]:
    return {
        "as_of": desk.now,
        "open": overview.n_open,
        **_line(overview.total),
        "offices": [_office(one) for one in arrange(overview.lines, "overdue")],
        "months": [{"first": one.first, "last": one.last, "rate": _rate(one.rate)} for one in overview.months],
        "due_soon": [{"day": day, "due": number} for day, number in overview.ahead],
    }


def _office(one: GroupLine) -> dict[str, Any]:
    office = one.group.office
    return {"code": office.code, "name": office.name, "with_all_below": one.group.is_branch, **_line(one.line)}


def _line(line: Line) -> dict[str, Any]:
    return {
        "overdue": line.n_overdue,
        "ages": {one.code: line.ages[one.code] for one in AGE_CLASSES},
        "rate": _rate(line.rate),
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {"on_time": rate.n_on_time, "due": rate.n_due, "percentage": rate.percentage}
