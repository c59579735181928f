"""The command that measures a file: one line per pair, and errors that say where, what and how to mend."""

import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from disclosure.policies.pairs import read_pairs
from disclosure.policies.wording import LONGEST_TEXT

GOOD = {
    "id": "a",
    "policy": "第一条　应当每月清洗一次油烟净化设施。",
    "interpretation": "应当每月清洗一次油烟净化设施。",
}


def run(path) -> tuple[list[dict], str, str]:
    out, err, refused = io.StringIO(), io.StringIO(), ""
    try:
        call_command("measure_overlap", path, stdout=out, stderr=err)
    except CommandError as error:
        refused = str(error)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), refused


def test_it_prints_id_share_and_verdict_of_each_pair(tmp_path):
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(json.dumps(one) for one in (GOOD, GOOD | {"id": 7})), encoding="utf-8")
    assert run(path) == (
        [{"id": "a", "share": 1.0, "verdict": "copy"}, {"id": 7, "share": 1.0, "verdict": "copy"}],
        "",
        "",
    )


def test_a_bad_line_is_named_and_the_others_are_measured(tmp_path):
    path = tmp_path / "pairs.jsonl"
    lines = [json.dumps(GOOD), "{", "", json.dumps(GOOD | {"id": "z", "policy": ""}), json.dumps(GOOD | {"id": "b"})]
    path.write_text("﻿" + "\n".join(lines), encoding="utf-8")
    found, errors, refused = run(path)
    assert [one["id"] for one in found] == ["a", "b"]
    assert [line.split("（")[0].split("(")[0] for line in errors.splitlines()] == ["第2行", "第4行"]
    assert "policy" in errors.splitlines()[1]
    assert "2" in refused


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("[]", ""),
        ("3", ""),
        ("{", ""),
        ("[" * 100_000, ""),
        ('{"policy": "x", "interpretation": "y"}', "id"),
        ('{"id": true, "policy": "x", "interpretation": "y"}', "id"),
        ('{"id": " ", "policy": "x", "interpretation": "y"}', "id"),
        ('{"id": 1, "interpretation": "y"}', "policy"),
        ('{"id": 1, "policy": "x"}', "interpretation"),
        ('{"id": 1, "policy": null, "interpretation": "y"}', "policy"),
        ('{"id": 1, "policy": "x", "interpretation": ["y"]}', "interpretation"),
        (json.dumps({"id": 1, "policy": "x", "interpretation": "长" * (LONGEST_TEXT + 1)}), "interpretation"),
    ],
)
def test_each_fault_of_a_line_names_its_field(line, field):
    (pair,) = read_pairs([line])
    assert pair.error
    assert pair.field == field


def test_a_file_that_is_not_there_or_not_utf8_is_named(tmp_path):
    assert "missing.jsonl" in run(tmp_path / "missing.jsonl")[2]
    path = tmp_path / "gb.jsonl"
    path.write_bytes("政策".encode("gb18030"))
    assert "UTF-8" in run(path)[2]
