"""What the sender is told: Romanian, short, the most useful first, nothing personal."""

import re
import string
import zipfile

import polars as pl
import pytest

from quality.feedback import FILES, as_text, compose, feedback, write_feedback, write_into
from quality.feedback import message as messages
from quality.feedback import workbook as workbooks
from quality.feedback.message import indicators_of
from quality.feedback.page import SPOTS_ON_PAGE, as_page
from quality.findings import Findings, printable
from quality.rules import RULES, Effect
from quality.rules.rule import Severity

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
    assert all(text.endswith((".", "?")) and len(text) > 10 for text in words)
    assert not re.search("[şţŞŢ]", "".join(words)), "cedilla in the place of a comma below"
    assert not set("{}") & set("".join(words)), "they are told of any delivery"
    assert all(text[0].isupper() for text in words)


PARTICULARS = {"file": "cities.csv", "column": "level", "detail": "2025-Q4"}


@pytest.mark.parametrize("code", [code for code, rule in RULES.items() if rule.told_ro or rule.lists])
def test_what_is_told_of_one_delivery_names_what_is_its_own(code):
    rule = RULES[code]
    assert rule.told_ro is not None
    assert rule.told_ro.endswith(".") and rule.told_ro != rule.message_ro
    assert not re.search("[şţŞŢ]", rule.told_ro)
    named = {name for _, name, _, _ in string.Formatter().parse(rule.told_ro) if name}
    assert named and named <= set(PARTICULARS)
    assert rule.lists is None or rule.lists in named


@pytest.mark.parametrize("line", [7, None])
@pytest.mark.parametrize("code", RULES)
def test_a_sender_is_told_each_part_of_a_place_once(code, line):
    rule = RULES[code]
    findings = Findings()
    findings.add(code, line=line, **PARTICULARS)
    text = message(findings)
    assert not re.search(r"None|null|\{|\}|(?<!\w)\?(?!»)|  \.", text.replace("  •", ""))
    assert rule.remedy_ro in text
    (said,) = [each for each in text.splitlines() if each.startswith("  • ")]
    assert [said.count(PARTICULARS[name]) for name in ("file", "column")] == [1, 1]
    assert ("dată, la linia 7." in said) == (line is not None)


def where(rule: str, lines: list[int | None], **place: str) -> str:
    findings = Findings()
    for line in lines:
        findings.add(rule, line=line, **place)
    (item,) = compose("sm.zip", findings.frame(), []).items
    return item.where


def test_where_it_is_says_what_the_sentence_does_not():
    visits = {"file": "visits.csv", "column": "visited_at"}
    often = "de 8 ori, la liniile 2, 3, 4, 5, 6 și încă 3."
    lines = list(range(2, 10))
    assert where("date-invalid", lines, **visits) == f"În visits.csv, coloana visited_at: {often}"
    assert where("date-invalid", [None], **visits) == "În visits.csv, coloana visited_at."
    assert where("row-malformed", [2], file="visits.csv") == "În visits.csv: o dată, la linia 2."
    assert where("column-missing", [None], **visits) == ""
    assert where("archive-encrypted", lines, file="sm.zip") == f"D{often[1:]}"
    assert where("record-repeated", [None], file="f.csv", column="a+b") == "În f.csv, coloanele a+b."


def test_what_refuses_comes_first_then_counts_then_what_is_frequent():
    findings = rows("cnp-invalid", [3, 4, 5])
    findings.add("table-not-read", file="users.csv")
    findings.add_rows("date-invalid", pl.DataFrame({"line": [9]}).with_columns(file=pl.lit("cities.csv")))
    accepted = message(findings, TABLES)
    assert accepted.startswith("Livrarea sm.zip: ACCEPTATĂ\n\nCe a sosit:\n")
    assert "beneficiaries: 12.345 citite = 12.344 bune + 1 refuzate" in accepted
    order = [accepted.index(words) for words in ("Ce a sosit", "CNP-ul", "Data nu există", "users.csv")]
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
    assert "de 100.000 de ori, la liniile 2, 3, 4, 5, 6 și încă 99.995." in text
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


def composed(findings: Findings, tables=()):
    return compose("sm.zip", findings.frame(), list(tables), "SPOR", "2025-Q4")


def located(rule: str, places: dict[int, str | None], column: str = "cnp") -> Findings:
    """Findings of a rule, by line the UAT."""
    found = rows(rule, list(places), column=column)
    lines = pl.DataFrame({"line": list(places), "siruta": list(places.values())})
    found.locate(lines.with_columns(file=pl.lit("beneficiaries.csv")))
    return found


def test_the_folder_is_written_in_one_step_and_anew(tmp_path):
    folder = tmp_path / "amc" / "d"
    write_feedback(folder, composed(rows("cnp-invalid", [2]), TABLES))
    write_feedback(folder, composed(rows("cnp-invalid", [3]), TABLES))
    assert sorted(path.name for path in folder.parent.rglob("*")) == ["d", *sorted(FILES)]
    listed = pl.read_csv(folder / "findings.csv")
    assert listed.columns == ["rule", "file", "line", "key", "column", "detail", "siruta"]
    assert listed["line"].to_list() == [3]


def test_what_else_is_in_a_folder_that_the_user_names_stays(tmp_path):
    (tmp_path / "scrisoare.doc").write_bytes(b"x")
    for line in (2, 3):
        write_into(tmp_path, composed(rows("cnp-invalid", [line]), TABLES))
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([*FILES, "scrisoare.doc"])
    assert "linia 3" in (tmp_path / "mesaj.txt").read_text(encoding="utf-8")


def test_the_same_findings_make_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write_feedback(tmp_path / name, composed(rows("cnp-invalid", [3, 4]), TABLES))
    for file in FILES:
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


# --- order ---


def with_severity(severity: Severity) -> list[str]:
    return [
        code
        for code, rule in RULES.items()
        if rule.severity is severity and rule.effect is not Effect.REFUSES_DELIVERY
    ]


def test_refusals_then_errors_then_warnings_then_notes():
    findings = Findings()
    told = []
    for severity in reversed(Severity):
        for code in with_severity(severity)[:2]:
            findings.add(code, file="persons.csv", line=2, column="cnp", detail="x")
            told.append(code)
    findings.add("no-county", file="persons.csv")
    grades = [item.grade for item in composed(findings).items]
    assert grades == sorted(grades, key=list(messages.GRADES).index)
    assert grades[0] == messages.REFUSAL
    assert len(grades) == len(told) + 1


def test_among_errors_first_what_spoils_most_records_times_indicators():
    wide, narrow = (
        "cnp-invalid",
        next(
            (code for code in with_severity(Severity.ERROR) if RULES[code].affects != ("*",)), "date-invalid"
        ),
    )
    share = indicators_of(RULES[wide].affects) / max(indicators_of(RULES[narrow].affects), 1)
    few, many = 10, int(10 * share)
    for count, first in ((many + 5, narrow), (max(many - 5, 1), wide)):
        findings = rows(wide, list(range(2, 2 + few)))
        findings.add_rows(
            narrow,
            pl.DataFrame({"line": range(2, 2 + count)}).with_columns(
                file=pl.lit("persons.csv"), column=pl.lit("x")
            ),
        )
        items = [item for item in composed(findings).items if item.rule.code in (wide, narrow)]
        if RULES[wide].severity is RULES[narrow].severity:
            assert items[0].rule.code == first


def test_what_is_wrong_with_a_column_is_wrong_with_each_of_its_records():
    findings = rows("code-unknown", [])
    findings.add("code-unknown", file="beneficiaries.csv", column="map", detail="VXX × 3")
    findings.add("code-unknown", file="cities.csv", column="level", detail="VXX × 3")
    tables = [*TABLES, {"table": "cities", "read": 7, "accepted": 7, "refused": 0}]
    assert [item.file for item in composed(findings, tables).items] == ["beneficiaries.csv", "cities.csv"]
    assert [item.file for item in composed(findings, tables[::-1]).items] == [
        "beneficiaries.csv",
        "cities.csv",
    ]


def test_indicators_are_counted_by_the_beginnings_of_their_codes():
    assert indicators_of(("*",)) > indicators_of(("DOC-",)) > indicators_of(("DOC-00",)) == 1
    assert indicators_of(("XXX",)) == 0


# --- localities ---


def test_localities_are_named_most_findings_first():
    findings = located("cnp-invalid", {2: "136492", 3: "136483", 4: "136483", 5: None})
    assert "Localități: Satu Mare × 2, " in as_text(composed(findings))
    (item,) = composed(findings).items
    assert item.times == 4
    assert [count for _, count in item.places] == [2, 1]


def test_localities_of_several_counties_say_which() -> None:
    found = as_text(composed(located("cnp-invalid", {2: "136483", 3: "1017"})))
    assert "Alba Iulia (AB) × 1, Satu Mare (SM) × 1" in found


def test_what_differs_in_its_locality_only_is_one_item():
    places = dict(enumerate(["136483", "136492", "136526"] * 40, start=2))
    (item,) = composed(located("cnp-invalid", places)).items
    assert (item.times, item.line_count, len(item.lines), item.place_count) == (120, 120, 5, 3)


# --- the page ---


def test_the_page_says_what_the_text_says():
    findings = located("cnp-invalid", {2: "136483", 3: None, 4: None})
    findings.add("no-county", file="beneficiaries.csv")
    findings.add("table-not-read", file="users.csv")
    page = as_page(composed(findings, TABLES))
    assert "Livrare refuzată" in page
    for words in ("12.345", "12.344", "sm.zip", "SPOR", "2025-Q4", "Satu Mare", "linia 3", "users.csv"):
        assert words in page
    for item in composed(findings).items:
        assert item.rule.remedy_ro in page
        assert item.message in page
        assert item.where in page
    good = as_page(composed(Findings(), TABLES))
    assert "Livrare acceptată" in good
    assert "Nu este nimic de corectat" in good


def test_the_page_is_one_file_without_script():
    page = as_page(composed(rows("cnp-invalid", [2, 3]), TABLES))
    assert not re.search(r"<script|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import|https?:|\son\w+=", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_names_of_others_are_words_on_the_page(name):
    findings = Findings()
    findings.add("archive-broken", file=name)
    page = as_page(compose(name, findings.frame(), []))
    assert name not in page or name == "{{ 7*7 }}"
    assert not re.search(r"<script|<img", page)
    assert "49" not in re.sub(r"<style>.*</style>", "", page, flags=re.S)


def test_a_page_of_very_many_findings_stays_small():
    findings = rows("cnp-invalid", list(range(2, 50_002)))
    for n in range(300):
        findings.add_rows(
            "date-invalid",
            pl.DataFrame({"line": range(2, 102)}).with_columns(
                file=pl.lit("persons.csv"), column=pl.lit(f"day_{n}")
            ),
        )
    message = composed(findings, TABLES)
    page = as_page(message)
    assert len(page) < 400_000
    assert page.count("<li>") <= SPOTS_ON_PAGE
    assert "Primele 200 de linii" in page
    assert "încă 275 de locuri (fișier, coloană), de 27.500 de ori" in page
    assert "încă 275 de locuri (fișier, coloană), de 27.500 de ori" in as_text(message)


def test_a_number_as_long_as_a_phone_is_shown_nowhere(tmp_path):
    findings = Findings()
    findings.add_rows(
        "cnp-invalid",
        pl.DataFrame({"line": [2, 3], "key": [1234567890123, 17]}).with_columns(
            file=pl.lit("persons.csv"), column=pl.lit("cnp")
        ),
    )
    message = composed(findings)
    assert "cheia #" in as_page(message)
    assert "cheia 17" in as_page(message)
    write_feedback(tmp_path / "d", message)
    sheet = pl.read_excel(tmp_path / "d" / "mesaj.xlsx", sheet_name="Constatări", infer_schema_length=0)
    assert sheet["Cheia"].to_list() == ["#", "17"]


# --- the workbook ---


def sheet_of(folder, name: str, message, **options) -> pl.DataFrame:
    write_feedback(folder / "d", message)
    return pl.read_excel(folder / "d" / "mesaj.xlsx", sheet_name=name, infer_schema_length=0, **options)


def test_the_workbook_has_a_row_a_finding(tmp_path):
    findings = located("cnp-invalid", {2: "136483", 3: None})
    for name in ("users.csv", "visits.csv"):
        findings.add("table-not-read", file=name)
    sheet = sheet_of(tmp_path, "Constatări", composed(findings, TABLES))
    assert sheet.columns == list(workbooks.FINDING_COLUMNS)
    assert sheet.height == 4
    first = sheet.row(0, named=True)
    assert (first["Fișier"], first["Linia"], first["Coloana"]) == ("beneficiaries.csv", "2", "cnp")
    assert first["Localitatea"] == "Satu Mare"
    assert first["Ce este greșit"] == RULES["cnp-invalid"].message_ro
    assert first["Ce e de făcut"] == RULES["cnp-invalid"].remedy_ro
    assert "necitite: visits.csv." in sheet["Ce este greșit"][3]


def test_the_summary_says_what_came_and_what_is_wrong(tmp_path):
    findings = rows("cnp-invalid", [2, 3])
    sheet = sheet_of(tmp_path, "Rezumat", composed(findings, TABLES), has_header=False)
    cells = [str(cell) for row in sheet.rows() for cell in row if cell is not None]
    for words in ("Livrarea sm.zip: ACCEPTATĂ", "Sursa: SPOR. Trimestrul: 2025-Q4", "beneficiaries", "12345"):
        assert words in cells
    assert RULES["cnp-invalid"].remedy_ro in cells


INJECTED = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x")',
    "\t=1",
    "https://x.ro",
]


@pytest.mark.parametrize("text", INJECTED)
def test_no_text_becomes_a_formula_or_a_link(text, tmp_path):
    findings = Findings()
    findings.add("code-unknown", file=text, line=2, column=text, detail=text)
    write_feedback(tmp_path / "d", compose(text, findings.frame(), [], text))
    with zipfile.ZipFile(tmp_path / "d" / "mesaj.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if "/sheet" in name]
        styles = book.read("xl/styles.xml").decode()
    assert len(sheets) == 2
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    cells = [cell for sheet in sheets for cell in re.findall(r'<c r="\w+" s="(\d+)" t="inlineStr">', sheet)]
    quoted = re.findall(r"<xf [^>]*>", styles.split("<cellXfs", 1)[1])
    head = {place for place, style in enumerate(quoted) if "quotePrefix" not in style}
    assert len({int(cell) for cell in cells} & head) <= 1, "only the header's cells, whose words are ours"
    assert text.strip() in sheet_of(tmp_path, "Constatări", compose(text, findings.frame(), []))["Fișier"][0]


def test_the_sheet_can_be_filtered_under_a_header_that_stays(tmp_path):
    write_feedback(tmp_path / "d", composed(rows("cnp-invalid", [2, 3])))
    with zipfile.ZipFile(tmp_path / "d" / "mesaj.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
    assert '<pane ySplit="1" topLeftCell="A2"' in sheet
    assert '<autoFilter ref="A1:I3"/>' in sheet


def test_what_does_not_fit_into_a_sheet_is_counted(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "SHEET_ROWS", 101)
    findings = rows("cnp-invalid", list(range(2, 1502)))
    findings.add("no-county", file="beneficiaries.csv")
    message = composed(findings)
    shown = sheet_of(tmp_path, "Constatări", message)
    assert shown.height == 100
    assert shown["Gravitate"][0] == "refuză livrarea"
    summary = sheet_of(tmp_path, "Rezumat", message, has_header=False)
    assert "restul, 1.401, sunt în findings.csv" in str(summary.rows())
    assert pl.read_csv(tmp_path / "d" / "findings.csv").height == 1501


def test_a_rule_that_is_not_there_is_a_fault():
    with pytest.raises(KeyError):
        Findings().add("no-such-rule")
