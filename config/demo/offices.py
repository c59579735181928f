"""Offices of the report, the seven counties and districts, and their 146 townships."""

from datetime import date, datetime

from config.demo.facts import read_rows
from departments.models import Assignment, Department, Officer
from departments.officers.roles import Role
from departments.officers.services import create_officer
from departments.offices.codes import check_digit
from departments.offices.models import DepartmentKind
from departments.offices.services import register_office

SINCE = date(2014, 1, 1)
DESK_ROLES = {
    "handler": (Role.HANDLER, "经办人"),
    "checker": (Role.CHECKER, "审核人"),
    "author": (Role.AUTHOR, "信息发布人"),
    "signatory": (Role.SIGNATORY, "签发人"),
    "accountant": (Role.FINANCE, "财务人员"),
}
LOG_INS = [
    ("office-handler", "演示经办人（市政府办）", "office", Role.HANDLER),
    ("office-reviewer", "演示审核人（市政府办）", "office", Role.CHECKER),
    ("housing-handler", "演示经办人（市住建委）", "housing", Role.HANDLER),
    ("housing-reviewer", "演示审核人（市住建委）", "housing", Role.CHECKER),
    ("housing-author", "演示信息发布人（市住建委）", "housing", Role.AUTHOR),
    ("housing-signatory", "演示签发人（市住建委）", "housing", Role.SIGNATORY),
    ("housing-finance", "演示财务人员（市住建委）", "housing", Role.FINANCE),
    ("treasury", "演示财务人员（市财政局）", "finance", Role.FINANCE),
    ("auditor", "演示审计人员（市审计局）", "audit", Role.AUDITOR),
    ("legal-reviewer", "演示法制审核人（市法制办）", "legal", Role.LEGAL),
    ("supervisor", "演示督办员（市政务公开办）", "city", Role.SUPERVISOR),
    ("privacy", "演示个人信息保护员", "city", Role.PRIVACY),
    ("administrator", "演示系统管理员", "city", Role.ADMINISTRATOR),
]


def demo_code(number: int) -> str:
    """Return a credit code of the range kept for demonstrations: region 990000 does not exist."""
    body = f"11990000{number:09d}"
    return body + check_digit(body)


def found_offices(at: datetime) -> dict[str, Department]:
    """Enter the offices and return those of the city by their keys in offices.csv."""
    offices: dict[str, Department] = {}
    number = 0
    for row in read_rows("offices.csv"):
        number += 1
        offices[row["key"]] = _register(
            number, row["name"], row["short_name"], row["kind"], offices.get(row["parent"]), row["work"], at
        )
    counties = {}
    for row in read_rows("counties.csv"):
        number += 1
        counties[row["code"]] = _register(
            number, f"{row['name']}人民政府", row["name"], DepartmentKind.COUNTY, offices["city"], "", at
        )
    for row in read_rows("townships.csv"):
        number += 1
        county = counties[row["areaCode"]]
        title = "办事处" if row["name"].endswith("街道") else "人民政府" if row["name"].endswith(("镇", "乡")) else ""
        _register(
            number, f"{county.short_name}{row['name']}{title}", row["name"], DepartmentKind.TOWNSHIP, county, "", at
        )
    return offices


def _register(
    number: int, name: str, short_name: str, kind: str, parent: Department | None, work: str, at: datetime
) -> Department:
    office = Department(
        code=demo_code(number),
        name=name,
        short_name=short_name,
        kind=kind,
        parent=parent,
        duties_text=work,
        office_hours="工作日 8:00—12:00，14:30—17:30（演示）",
    )
    return register_office(office, by=None, at=at)


def staff_desks(offices: dict[str, Department]) -> dict[tuple[str, str], Officer]:
    """Give every office of the city one officer for each desk.

    They are those who log in, so that whoever tries the demo finds work on the desk; elsewhere nobody can log in.
    Returns them by (key of the office, name of the desk).
    """
    staff: dict[tuple[str, str], Officer] = {}
    for key, office in offices.items():
        for desk, (role, title) in DESK_ROLES.items():
            staff[key, desk] = _log_in_at(key, role) or _officer_without_log_in(f"{key}.{desk}", title, office, role)
    lawyer = _log_in_at("legal", Role.LEGAL) or _officer_without_log_in(
        "legal.lawyer", "法制审核人", offices["legal"], Role.LEGAL
    )
    return staff | {("legal", "lawyer"): lawyer}


def _log_in_at(key: str, role: Role) -> Officer | None:
    """Return who logs in for a desk, from then on at it as long as the letters and documents go back."""
    username = next((one for one, _name, office, held in LOG_INS if (office, held) == (key, role)), None)
    officer = Officer.objects.filter(username=username).first()
    if officer:
        officer.assignments.update(starts_on=SINCE)
    return officer


def _officer_without_log_in(username: str, title: str, office: Department, role: Role) -> Officer:
    officer: Officer = Officer.objects.create_user(username, name=f"演示{title}·{office.short_name}")
    Assignment.objects.create(officer=officer, department=office, role=role, starts_on=SINCE)
    return officer


def open_log_ins(offices: dict[str, Department], at: datetime) -> list[dict[str, str]]:
    """Create the log-ins that are shown to whoever runs the demo, with random passwords; return them."""
    log_ins = []
    for username, name, key, role in LOG_INS:
        _, password = create_officer(username=username, name=name, department=offices[key], role=role, by=None, at=at)
        log_ins.append({"username": username, "password": password, "name": name, "role": str(Role(role).label)})
    return log_ins
