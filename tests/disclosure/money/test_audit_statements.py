"""The command that audits a file of statements."""

import json
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
