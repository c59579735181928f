"""The command that audits a file of statements."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

CORPUS = Path(__file__).parent / "corpus"


def run(path: Path) -> tuple[list[dict[str, object]], str]:
    """Return the records printed and what was said on standard error."""
    out, err = StringIO(), StringIO()
    try:
        call_command("audit_statements", path, stdout=out, stderr=err)
    except CommandError as error:
        err.write(str(error))
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_it_prints_a_line_for_each_statement() -> None:
    records, errors = run(CORPUS / "visible.jsonl")
    labels = [json.loads(line) for line in (CORPUS / "visible.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["id"] for record in records] == [label["id"] for label in labels]
    assert [record["findings"] == [] for record in records] == [label["label"]["clean"] for label in labels]
    assert errors == ""
    finding = next(record["findings"][0] for record in records if record["findings"])  # type: ignore[index]
    assert set(finding) == {"rule", "severity", "message"}
    assert finding["severity"] in {"error", "warning"}


def test_it_names_line_and_field_of_what_it_cannot_read(tmp_path: Path) -> None:
    good = (CORPUS / "visible.jsonl").read_text(encoding="utf-8").splitlines()[0]
    broken = json.loads(good)
    broken["rows"]["reception"]["final"] = "=SUM(B2:B4)"
    formula = json.dumps(broken, ensure_ascii=False)
    lines = [good, formula, "{", '{"id": "x"}', "", '{"unit": "万元", "kind": "plan"}', good]
    path = tmp_path / "statements.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    records, errors = run(path)
    assert len(records) == 2
    for place in ("2", "rows.reception.final", "3", "4", "unit", "6", "kind"):
        assert place in errors


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b""])
def test_it_refuses_other_encodings_and_takes_an_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "statements.jsonl"
    path.write_bytes(content)
    records, errors = run(path)
    assert records == []
    assert bool(errors) is bool(content)


def test_it_says_when_there_is_no_such_file(tmp_path: Path) -> None:
    assert run(tmp_path / "none.jsonl")[1]


def test_a_line_without_end_is_told_and_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "statements.jsonl"
    path.write_text('{"id": "' + "x" * 1_500_000 + '"}\n', encoding="utf-8")
    records, errors = run(path)
    assert records == []
    assert "1" in errors


GOOD = json.loads((CORPUS / "visible.jsonl").read_text(encoding="utf-8").splitlines()[0])


def written(path: Path, *lines: bytes) -> Path:
    path.write_bytes(b"\n".join(lines))
    return path


def as_line(**fields: object) -> bytes:
    return json.dumps({**GOOD, **fields}, ensure_ascii=False).encode()


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (as_line(id=None), "id"),
        (as_line(id="  "), "id"),
        (as_line(office=7), "office"),
        (as_line(fiscal_year="2019"), "fiscal_year"),
        (as_line(fiscal_year=20190), "fiscal_year"),
        (as_line(kind="plan"), "kind"),
        (as_line(scope=None), "scope"),
        (as_line(unit="千元"), "unit"),
        (as_line(approved_on="2020-02-30"), "approved_on"),
        (as_line(published_on="9999-12-31"), "published_on"),
        (as_line(rows=[]), "rows"),
        (as_line(rows={"total": 5}), "rows.total"),
        (as_line(rows={"total": {"final": "NaN"}}), "rows.total.final"),
        (as_line(rows={"total": {"final": "9" * 40}}), "rows.total.final"),
        (as_line(rows={"total": {"final": ["1"]}}), "rows.total.final"),
        (as_line(rows={"sum": {"final": "1"}}), "rows"),
        (as_line(counts={"vehicles_held": 2.5}), "counts.vehicles_held"),
        (as_line(counts={"vehicles_held": -1}), "counts.vehicles_held"),
        (as_line(explanation=1.5), "explanation"),
        (as_line(prior_published=3), "prior_published"),
        (as_line(prior_published={"unit": 3}), "prior_published.unit"),
        (as_line(prior_published={"budget": "18.20"}), "prior_published.budget"),
        (as_line(subordinates=[{"office": "本级", "total": {}}]), "subordinates[0].total"),
        (as_line().replace(b'"17.75"', b"NaN", 1), "rows.total.previous"),
        (as_line().replace(b": 2019", b": Infinity", 1), "fiscal_year"),
        (as_line(office="x").replace(b'"x"', b'"\\ud800"'), "-"),
        (b'{"id": ' + b"9" * 5000 + b"}", "-"),
        (b"[" * 100_000, "-"),
        (as_line().decode().encode("gb18030"), "-"),
        (as_line()[:-1], "-"),
        (b"null", "-"),
    ],
)
def test_it_names_the_line_and_the_field_and_goes_on(tmp_path: Path, line: bytes, field: str) -> None:
    records, errors = run(written(tmp_path / "statements.jsonl", as_line(id="first"), line, as_line(id="last")))
    assert [record["id"] for record in records] == ["first", "last"]
    named = next(text for text in errors.splitlines() if "2" in text)
    assert re.search(rf"2.*[ 字段]{re.escape(field)}[：:]", named), named


def test_it_takes_a_byte_order_mark_windows_line_ends_and_cells_that_are_numbers(tmp_path: Path) -> None:
    rows = {**GOOD["rows"], "reception": {"previous": 3.85, "budget": "3.70", "final": None}}
    path = written(tmp_path / "statements.jsonl", b"\xef\xbb\xbf" + as_line(id="a") + b"\r", as_line(id="b", rows=rows))
    records, errors = run(path)
    assert errors == ""
    assert [record["id"] for record in records] == ["a", "b"]
    assert 3 in [finding["rule"] for finding in records[1]["findings"]]  # type: ignore[attr-defined]


def test_lines_that_repeat_an_id_are_audited_and_told(tmp_path: Path) -> None:
    records, errors = run(written(tmp_path / "statements.jsonl", as_line(), as_line(id="b"), as_line(), as_line()))
    assert len(records) == 4
    assert "3" in errors
    assert "id" in errors


def test_no_number_in_the_prose_is_too_long(tmp_path: Path) -> None:
    nines = "9" * 4000
    prose = (
        f"公务接待费{nines}万元，比上年减少{nines}万元，下降{nines}.{nines}%。公务用车保有量{nines}辆，车均{nines}元。"
    )
    records, errors = run(written(tmp_path / "statements.jsonl", as_line(explanation=prose)))
    assert errors == ""
    assert records[0]["findings"]
