"""What the sender is told: Romanian, short, the most useful first, nothing personal."""

import re
import string

import polars as pl
import pytest

from quality.feedback import feedback, write_feedback
from quality.findings import Findings, printable
from quality.rules import RULES, Effect

TABLES = [{"table": "beneficiaries", "read": 12345, "accepted": 12344, "refused": 1}]


def message(findings: Findings, tables=()) -> str:
    return feedback("sm.zip", findings.frame(), list(tables))


def rows(rule: str, lines: list[int], file: str = "beneficiaries.csv", column: str = "cnp") -> Findings:
    findings = Findings()
    findings.add_rows(
        rule, pl.DataFrame({"line": lines}).with_columns(file=pl.lit(file), column=pl.lit(column))
    )
    return findings


@pytest.mark.parametrize("code", RULES)
def test_each_rule_has_words_in_both_languages_and_a_remedy(code):
    rule = RULES[code]
    words = (rule.message_ro, rule.remedy_ro, rule.message_en, rule.remedy_en)
    assert all(text.endswith(".") and len(text) > 10 for text in words)
    assert not re.search("[şţŞŢ]", "".join(words)), "cedilla in the place of a comma below"
    placeholders = {name for text in words for _, name, _, _ in string.Formatter().parse(text) if name}
    assert placeholders <= {"file", "line", "column", "detail"}
    assert rule.lists is None or rule.lists in placeholders


@pytest.mark.parametrize("code", RULES)
def test_no_message_shows_a_gap(code):
    rule = RULES[code]
    findings = Findings()
    line = (
        7
        if "{line}" in rule.message_ro or rule.effect in (Effect.REFUSES_ROW, Effect.EMPTIES_FIELD)
        else None
    )
    findings.add(code, file="cities.csv", line=line, column="level", detail="2025-Q4")
    text = message(findings)
    assert not re.search(r"None|null|\{|\}|\?(?!»)|  \.", text.replace("  •", ""))
    assert rule.remedy_ro in text
    assert "cities.csv" in text or "{file}" not in rule.message_ro


def test_what_refuses_comes_first_then_counts_then_what_is_frequent():
    findings = rows("cnp-invalid", [3, 4, 5])
    findings.add("table-not-read", file="users.csv")
    findings.add_rows("date-invalid", pl.DataFrame({"line": [9]}).with_columns(file=pl.lit("cities.csv")))
    accepted = message(findings, TABLES)
    assert accepted.startswith("Livrarea sm.zip: ACCEPTATĂ\n\nCe a sosit:\n")
    assert "beneficiaries: 12.345 citite = 12.344 bune + 1 refuzate" in accepted
    order = [accepted.index(words) for words in ("Ce a sosit", "CNP-ul", "Data din", "users.csv")]
    assert order == sorted(order)
    findings.add("no-county", file="beneficiaries.csv")
    refused = message(findings, TABLES)
    assert refused.startswith("Livrarea sm.zip: REFUZATĂ\n\nLivrarea este refuzată pentru că:\n")
    assert "nu se primește nimic" in refused
    assert refused.index("județ cunoscut") < refused.index("12.345 citite")


def test_what_a_rule_lists_stands_in_one_sentence():
    findings = Findings()
    for name in ("users.csv", "catagraphies.csv"):
        findings.add("table-not-read", file=name)
    for column in ("cnp", "gender"):
        findings.add("column-missing", file="beneficiaries.csv", column=column)
    findings.add("column-missing", file="cities.csv", column="level")
    text = message(findings)
    assert "necitite: catagraphies.csv, users.csv." in text
    assert text.count("Nu trebuie făcut nimic.") == 1
    assert "În fișierul beneficiaries.csv lipsesc coloanele: cnp, gender." in text
    assert "În fișierul cities.csv lipsesc coloanele: level." in text


def test_very_many_findings_make_a_short_message():
    findings = rows("cnp-invalid", list(range(2, 100_002)))
    for n in range(500):
        findings.add("table-not-read", file=f"table_{n}.csv")
    text = message(findings)
    assert len(text) < 2000
    assert "de 100.000 de ori, la liniile 2, 3, 4, 5, 6, …." in text
    assert "și încă 488" in text


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "o dată, la linia 2."),
        (2, "de 2 ori"),
        (19, "de 19 ori"),
        (20, "de 20 de ori"),
        (101, "de 101 ori"),
    ],
)
def test_how_often_is_good_romanian(count, words):
    assert words in message(rows("cnp-invalid", list(range(2, 2 + count))))


def test_codes_come_by_how_many_they_are():
    findings = Findings()
    for code in ("VXX_9 × 12", "VXX_1 × 3"):
        findings.add("code-unknown", file="vulnerability_entries.csv", column="map", detail=code)
    assert "VXX_9 × 12, VXX_1 × 3" in message(findings)


@pytest.mark.parametrize("name", ["a\x1b[31mb", "a\nb", "a\udce3b", "x" * 500])
def test_odd_names_are_made_fit_to_print(name):
    shown = printable(name)
    assert shown
    assert len(shown) <= 120
    assert shown.isprintable()
    findings = Findings()
    findings.add("archive-broken", file=name)
    assert feedback(name, findings.frame(), []).encode()


def test_the_folder_is_written_in_one_step_and_anew(tmp_path):
    folder = tmp_path / "amc" / "d"
    write_feedback(folder, "sm.zip", rows("cnp-invalid", [2]).frame(), TABLES)
    write_feedback(folder, "sm.zip", rows("cnp-invalid", [3]).frame(), TABLES)
    assert sorted(path.name for path in folder.parent.rglob("*")) == ["d", "findings.csv", "mesaj.txt"]
    listed = pl.read_csv(folder / "findings.csv")
    assert listed.columns == ["rule", "file", "line", "key", "column", "detail"]
    assert listed["line"].to_list() == [3]


def test_a_rule_that_is_not_there_is_a_fault():
    with pytest.raises(KeyError):
        Findings().add("no-such-rule")
