"""The audit on labelled statements: every fault found by a rule that its label allows, and nothing else said.

`visible.jsonl` and `sets.json` are the reference corpus; the others were written for these tests, in the phrasing of
many provinces, and labelled before the rules were run on them. `authored_rare.jsonl` is phrased out of the way;
`authored_provinces.jsonl`, `authored_voices.jsonl` and `authored_last.jsonl` were written without regard to the words
that the reader knows; at first sight nine in ten of them were judged right, and the rules were made general since.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from disclosure.money.audit import audit, audit_set
from disclosure.money.reading.lines import read_office_set, read_statement

CORPUS = Path(__file__).parent / "corpus"
STATEMENTS = [
    json.loads(line)
    for path in sorted(CORPUS.glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]
SETS = [
    offices
    for name in ("sets.json", "authored_sets.json")
    for offices in json.loads((CORPUS / name).read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("fields", STATEMENTS, ids=[fields["id"] for fields in STATEMENTS])
def test_it_finds_the_fault_and_says_nothing_else(fields: dict[str, Any]) -> None:
    findings = audit(read_statement(fields))
    label = fields["label"]
    allowed = set() if label["clean"] else {label["rule"], *label.get("also", ())}
    said = {finding.rule for finding in findings}
    assert said <= allowed, [str(finding.message) for finding in findings if finding.rule not in allowed]
    assert bool(said) is not label["clean"]


@pytest.mark.parametrize("fields", SETS, ids=[fields["id"] for fields in SETS])
def test_it_judges_the_offices_of_a_city(fields: dict[str, Any]) -> None:
    said = {finding.rule for finding in audit_set(read_office_set(fields))}
    assert said == (set() if fields["label"]["clean"] else {fields["label"]["rule"]})


def test_every_finding_tells_its_arithmetic_and_its_place() -> None:
    for fields in STATEMENTS:
        for finding in audit(read_statement(fields)):
            assert finding.places
            assert "%(" not in finding.message
