"""The gates' suites over small tables of counts: bounds, known defects, erring expectations, data docs."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from orchestration.gates import check_result
from quality import gates
from quality.catalogue import threshold
from quality.gates import Bound, GateFault, Suite, Verdict, gate_1, gate_2, gate_3, gate_4
from quality.gates import known_defects as known
from quality.gates.known_defects import KnownDefect, known_defects, tolerate

TODAY = date(2026, 6, 1)
CORE = {"rule": list(gates.OF_CORE), "subject": ["core.dim_person.person_key"] * len(gates.OF_CORE)}
INDICATORS = {"rule": list(gates.OF_INDICATORS), "subject": ["DOC-01"] * len(gates.OF_INDICATORS)}


def deliveries(refusals: int = 0, rows_lost: int = 0) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "name": ["amc/2025-Q4/bun.zip", "amc/2025-Q4/rău.zip"],
            "source": ["amc", "amc"],
            "county_code": ["SM", "BH"],
            "feedback": ["amc/1", "amc/2"],
            "refused": [False, refusals > 0],
            "refusals": [0, refusals],
            "rows_lost": [0, rows_lost],
        }
    )


def core(**failures: int) -> pl.DataFrame:
    """Counts of gate 2: none fails but those named, of Satu Mare's deliveries of AMC."""
    counted = [failures.get(rule.replace("-", "_"), 0) for rule in gates.OF_CORE]
    return pl.DataFrame(CORE | {"failures": counted}).with_columns(
        checked=10, source=pl.lit("amc"), county_code=pl.lit("SM"), siruta=pl.lit("136483")
    )


def volume(people: int = 1000) -> pl.DataFrame:
    rows = {"source": ["amc"], "delivery": ["d2"], "county_code": ["SM"], "people": [people]}
    return pl.DataFrame(rows | {"people_before": [1000], "ratio": [people / 1000]})


def indicators(**failures: int) -> pl.DataFrame:
    counted = [failures.get(rule.replace("-", "_"), 0) for rule in gates.OF_INDICATORS]
    return pl.DataFrame(INDICATORS | {"failures": counted}).with_columns(checked=10)


def withheld(cells: int = 0) -> pl.DataFrame:
    return pl.DataFrame(
        {"period": ["2025-Q4"], "cells": [100], "cells_withheld": [cells], "share_withheld": [cells / 100]}
    )


def editions(files_missing: int = 0, personal_data: int = 0) -> pl.DataFrame:
    counts = {"files_missing": [files_missing], "files_unexpected": [0], "personal_data": [personal_data]}
    return pl.DataFrame({"edition": ["public"]} | counts)


Judge = Callable[[Path | None], Verdict]
#: gate → on good counts, and on bad ones of each table that it reads
GOOD: dict[int, Judge] = {
    1: lambda docs: gate_1(deliveries(), lake_is_empty=True, today=TODAY, docs=docs),
    2: lambda docs: gate_2(core(), volume(), TODAY, docs),
    3: lambda docs: gate_3(indicators(), withheld(), TODAY, docs),
    4: lambda docs: gate_4(editions(), docs),
}
BAD: dict[str, tuple[Judge, str]] = {
    "1, a refused delivery": (
        lambda _: gate_1(deliveries(2), True, TODAY),
        "rău.zip: livrarea este refuzată",
    ),
    "1, a lost row": (lambda _: gate_1(deliveries(rows_lost=1), True, TODAY), "nici primite, nici refuzate"),
    "2, a key": (lambda _: gate_2(core(unique=3), volume(), TODAY), "regula unique nu este respectată"),
    "2, a county": (lambda _: gate_2(core(), volume(799), TODAY), "SM: livrarea are mult mai puține"),
    "3, a sum": (
        lambda _: gate_3(indicators(country_adds_up=1), withheld(), TODAY),
        "DOC-01: regula country-adds-up",
    ),
    "3, too much withheld": (lambda _: gate_3(indicators(), withheld(51), TODAY), "2025-Q4: prea multe"),
    "4, a missing file": (lambda _: gate_4(editions(1)), "public: fișiere care lipsesc"),
    "4, a person": (lambda _: gate_4(editions(0, 1)), "CNP, telefon"),
}


@pytest.mark.parametrize("gate", GOOD)
def test_good_counts_pass(gate: int) -> None:
    assert GOOD[gate](None) == Verdict(gate, passed=True)


@pytest.mark.parametrize("case", BAD)
def test_bad_counts_do_not(case: str) -> None:
    judge, words = BAD[case]
    verdict = judge(None)
    assert (verdict.gate, verdict.passed) == (int(case[0]), False)
    assert [reason for reason in verdict.reasons if words in reason] == verdict.reasons != []


def test_thresholds_of_the_seed_are_the_bounds() -> None:
    least, most = threshold("people_shrink_ratio_min"), threshold("withheld_cells_share_max")
    assert gate_2(core(), volume(round(1000 * least)), TODAY).passed
    assert gate_3(indicators(), withheld(round(100 * most)), TODAY).passed


def test_a_county_without_an_earlier_delivery_has_nothing_to_shrink_from() -> None:
    first = volume().with_columns(people_before=pl.lit(None, pl.Int64), ratio=pl.lit(None, pl.Float64))
    assert gate_2(core(), first, TODAY).passed


def test_deliveries_of_which_none_is_compared_pass() -> None:
    """Of a source whose exports leave out who was removed, or that tells no county."""
    none = pl.lit(None, pl.String)
    not_compared = volume().with_columns(
        county_code=none, people=0, people_before=none.cast(pl.Int64), ratio=none.cast(pl.Float64)
    )
    assert gate_2(core(), not_compared, TODAY).passed


def test_without_deliveries_only_a_lake_that_holds_some_can_go_on() -> None:
    none = deliveries().clear()
    assert gate_1(none, lake_is_empty=False, today=TODAY).passed
    assert not gate_1(none, lake_is_empty=True, today=TODAY).passed


# --- an expectation that errs ---


@pytest.mark.parametrize("gate", GOOD)
def test_an_expectation_that_errs_is_a_fault_of_ours(
    gate: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each suite also asks of a column that nobody counts; the counts themselves are good."""
    judge = Suite.judge
    nobody = Bound("nobody_counts_this", "nimeni nu numără", "de probă", most=0)
    erring = lambda suite, rows, docs: judge(  # noqa: E731
        Suite(suite.gate, suite.name, suite.subject, suite.notes, [*suite.bounds, nobody]), rows, docs
    )
    monkeypatch.setattr(Suite, "judge", erring)
    with pytest.raises(GateFault, match=f"gate {gate}: the expectation on nobody_counts_this"):
        GOOD[gate](tmp_path)
    assert not list(tmp_path.rglob("validations/*/*"))


ALWAYS = [*((2, rule) for rule in gates.OF_CORE), *((3, rule) for rule in gates.OF_INDICATORS)]


def judged(gate: int, counts: pl.DataFrame) -> Verdict:
    return gate_2(counts, volume(), TODAY) if gate == 2 else gate_3(counts, withheld(), TODAY)


@pytest.mark.parametrize(("gate", "rule"), ALWAYS)
def test_a_rule_that_looked_at_nothing_is_a_fault_of_ours(gate: int, rule: str) -> None:
    """A model that lost a rule, or whose tables are empty, would pass as one in which nothing fails."""
    good = core() if gate == 2 else indicators()
    of_rule = pl.col("rule") == rule
    idle = good.with_columns(checked=pl.when(~of_rule).then("checked").otherwise(0))
    for counts in (idle, idle.filter(~of_rule)):
        with pytest.raises(GateFault, match=f"gate {gate}: {rule} had nothing to judge"):
            judged(gate, counts)
    of_another = good.with_columns(subject=pl.lit("alt subiect"))
    assert judged(gate, pl.concat([idle, of_another])).passed


def test_rules_that_may_have_nothing_to_look_at_are_not_asked_for() -> None:
    more = indicators().head(1).with_columns(rule=pl.lit("parts-add-up-sex"), checked=0)
    assert gate_3(pl.concat([indicators(), more]), withheld(), TODAY).passed


def test_a_measure_that_is_no_number_errs() -> None:
    with pytest.raises(GateFault, match="files_missing"):
        gate_4(editions().with_columns(files_missing=pl.lit("Popescu Ion")))


EMPTY: dict[str, Callable[[], Verdict]] = {
    "2, keys": lambda: gate_2(core().clear(), volume(), TODAY),
    "2, people": lambda: gate_2(core(), volume().clear(), TODAY),
    "3, indicators": lambda: gate_3(indicators().clear(), withheld(), TODAY),
    "3, what is withheld": lambda: gate_3(indicators(), withheld().clear(), TODAY),
    "4": lambda: gate_4(editions().clear()),
}


@pytest.mark.parametrize("case", EMPTY)
def test_nothing_to_judge_is_a_fault_of_ours(case: str) -> None:
    with pytest.raises(GateFault, match=f"gate {case[0]}: .*nothing to judge"):
        EMPTY[case]()


NOT_COUNTED: dict[str, Callable[[pl.Expr], Verdict]] = {
    "1, refusals": lambda null: gate_1(deliveries().with_columns(refusals=null), True, TODAY),
    "1, rows_lost": lambda null: gate_1(deliveries().with_columns(rows_lost=null), True, TODAY),
    "2, failures": lambda null: gate_2(core().with_columns(failures=null), volume(), TODAY),
    "2, checked": lambda null: gate_2(core().with_columns(checked=null), volume(), TODAY),
    "2, people": lambda null: gate_2(core(), volume().with_columns(people=null), TODAY),
    "3, failures": lambda null: gate_3(indicators().with_columns(failures=null), withheld(), TODAY),
    "3, share_withheld": lambda null: gate_3(
        indicators(), withheld().with_columns(share_withheld=null), TODAY
    ),
    "4, files_missing": lambda null: gate_4(editions().with_columns(files_missing=null)),
    "4, personal_data": lambda null: gate_4(editions().with_columns(personal_data=null)),
}


@pytest.mark.parametrize("case", NOT_COUNTED)
def test_a_count_that_is_missing_is_a_fault_of_ours(case: str) -> None:
    """Null breaks no bound; only a ratio to nothing may be null."""
    gate, measure = case.split(", ")
    with pytest.raises(GateFault, match=f"gate {gate}: {measure} not counted"):
        NOT_COUNTED[case](pl.lit(None, pl.Int64))


@pytest.mark.parametrize("people", [1000, 999])
def test_a_measure_that_is_nan_is_a_fault_of_ours(people: int, tmp_path: Path) -> None:
    """Great Expectations takes it for missing, which holds; to Polars it is above every number."""
    nan = pl.lit(float("nan"))
    with pytest.raises(GateFault, match=r"gate 2: does ratio of poarta_2_persoane hold\?"):
        gate_2(core(), volume(people).with_columns(ratio=nan), TODAY, tmp_path)
    with pytest.raises(GateFault, match=r"gate 3: does share_withheld of poarta_3_retinute hold\?"):
        gate_3(indicators(), withheld(people - 999).with_columns(share_withheld=nan), TODAY, tmp_path)
    assert {path.name for path in (tmp_path / "validations").iterdir()} == {
        "poarta_2_nucleu",
        "poarta_3_indicatori",
    }


# --- known defects ---

#: what a known defect is of, and the counts of 5 of them
DEFECTS: dict[str, tuple[KnownDefect, Callable[[], Verdict]]] = {
    "gate 1": (
        KnownDefect("refusals", 5, TODAY, "Exportul vechi.", "biroul județean", "amc", "BH"),
        lambda: gate_1(deliveries(5), True, TODAY),
    ),
    "gate 2, a reference": (
        KnownDefect(
            "relationships", 5, TODAY, "Nomenclator vechi.", "biroul județean", "amc", "SM", "136483"
        ),
        lambda: gate_2(core(relationships=5), volume(), TODAY),
    ),
    "gate 2, people": (
        KnownDefect("people-shrank", 300, TODAY, "Curățare de dubluri.", "biroul județean", "amc", "SM"),
        lambda: gate_2(core(), volume(700), TODAY),
    ),
    "gate 3, a sum": (
        KnownDefect("country-adds-up", 5, TODAY, "Rotunjiri.", "echipa depozitului"),
        lambda: gate_3(indicators(country_adds_up=5), withheld(), TODAY),
    ),
    "gate 3, withheld": (
        KnownDefect("withheld-cells", 60, TODAY, "Grevă.", "ministerul"),
        lambda: gate_3(indicators(), withheld(60), TODAY),
    ),
}


def with_defects(monkeypatch: pytest.MonkeyPatch, *defects: KnownDefect) -> None:
    monkeypatch.setattr(known, "known_defects", lambda: list(defects))


@pytest.mark.parametrize("case", DEFECTS)
def test_a_known_defect_is_tolerated_until_its_day(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    defect, judge = DEFECTS[case]
    assert not judge().passed
    with_defects(monkeypatch, defect)
    verdict = judge()
    assert (verdict.passed, verdict.reasons) == (True, [])
    (said,) = verdict.tolerated
    assert defect.reason in said and "01.06.2026" in said and defect.accepted_by in said


@pytest.mark.parametrize("case", DEFECTS)
def test_above_its_bound_it_is_refused_as_ever(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    defect, judge = DEFECTS[case]
    as_ever = judge().reasons
    with_defects(monkeypatch, KnownDefect(**vars(defect) | {"most": defect.most - 1}))
    verdict = judge()
    assert (verdict.passed, verdict.tolerated) == (False, [])
    (more,) = set(verdict.reasons) - set(as_ever)
    assert f"se admit cel mult {defect.most - 1}" in more
    assert len(verdict.reasons) == len(as_ever) + 1


@pytest.mark.parametrize("case", DEFECTS)
def test_the_day_after_it_has_expired(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    defect, judge = DEFECTS[case]
    with_defects(monkeypatch, KnownDefect(**vars(defect) | {"until": date(2026, 5, 31)}))
    verdict = judge()
    assert (verdict.passed, verdict.tolerated) == (False, [])
    assert any("a fost admis numai până la 31.05.2026" in reason for reason in verdict.reasons)


@pytest.mark.parametrize("scope", [{"source": "spor"}, {"county_code": "CJ"}, {"siruta": "1"}])
def test_a_defect_of_elsewhere_excuses_nothing(scope: dict[str, str]) -> None:
    defect = KnownDefect(**vars(DEFECTS["gate 2, a reference"][0]) | scope)
    left, part = tolerate(2, core(relationships=5), TODAY, [defect])
    assert left["failures"].sum() == 5
    assert part == Verdict(2, passed=True)


def test_of_two_rules_only_the_known_one_is_tolerated(monkeypatch: pytest.MonkeyPatch) -> None:
    with_defects(monkeypatch, DEFECTS["gate 2, a reference"][0])
    verdict = gate_2(core(relationships=5, unique=1), volume(), TODAY)
    assert not verdict.passed
    assert len(verdict.reasons) == 1 and "unique" in verdict.reasons[0]


GOOD_ROW = {"rule": "relationships", "source": "amc", "county_code": None, "siruta": None, "most": "5",
            "until": "2026-06-01", "reason": "Nomenclator vechi.", "accepted_by": "biroul județean"}  # fmt: skip


def of_seed(monkeypatch: pytest.MonkeyPatch, **changed: str | None) -> list[KnownDefect]:
    rows = pl.DataFrame([GOOD_ROW | changed], schema=dict.fromkeys(GOOD_ROW, pl.String))
    monkeypatch.setattr(known, "seed", lambda _: rows)
    return known_defects()


def test_a_row_of_the_seed_is_a_known_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    told = KnownDefect("relationships", 5, TODAY, "Nomenclator vechi.", "biroul județean", "amc")
    assert of_seed(monkeypatch) == [told]


@pytest.mark.parametrize("column", ["most", "until", "reason", "accepted_by"])
def test_without_a_bound_a_date_a_reason_and_a_signature_nothing_is_known(
    column: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(GateFault, match=column):
        of_seed(monkeypatch, **{column: None})


@pytest.mark.parametrize("rule", sorted(known.NEVER))
def test_lost_rows_are_never_tolerated(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(GateFault, match="never"):
        of_seed(monkeypatch, rule=rule)


# --- data docs ---


def test_data_docs_tell_of_suites_and_verdicts_and_of_no_row(tmp_path: Path) -> None:
    planted = "Popescu Maria 2960503300123"
    gate_1(
        deliveries(77_777).with_columns(name=pl.lit(planted), county_code=pl.lit(planted)),
        True,
        TODAY,
        tmp_path,
    )
    gate_2(core(unique=77_777).with_columns(subject=pl.lit(planted)), volume(321), TODAY, tmp_path)
    gate_3(indicators(people_once=77_777), withheld(77), TODAY, tmp_path)
    gate_4(editions(77_777).with_columns(edition=pl.lit(planted)), tmp_path)
    texts = {
        path.relative_to(tmp_path).as_posix(): path.read_text(encoding="utf-8")
        for path in tmp_path.rglob("*")
        if path.suffix in {".html", ".json"}
    }
    names = {"poarta_1_livrari", "poarta_2_nucleu", "poarta_2_persoane", "poarta_3_indicatori",
             "poarta_3_retinute", "poarta_4_fisiere"}  # fmt: skip
    assert {Path(name).stem for name in texts if name.startswith("expectations/")} == names
    assert {name.split("/")[1] for name in texts if name.startswith("validations/")} == names
    assert all(name in texts["index.html"] for name in names)
    assert texts["index.html"].count("oprită") == len(names)
    assert "people_shrink_ratio_min" in texts["expectations/poarta_2_persoane.html"]
    for name, text in texts.items():
        for value in ("Popescu", "2960503300123", "77777", "77,777", "0.321", "321.0"):
            assert value not in text, (name, value)


def test_data_docs_are_of_the_last_run(tmp_path: Path) -> None:
    for _ in range(2):
        gate_1(deliveries(), True, TODAY, tmp_path)
        gate_4(editions(), tmp_path)
        gate_4(editions(), tmp_path)
    assert len(list((tmp_path / "validations").rglob("*.html"))) == 2
    gate_1(deliveries(1), True, TODAY, tmp_path)
    assert len(list((tmp_path / "validations").rglob("*.html"))) == 1


def test_what_an_earlier_run_left_and_cannot_be_removed_is_a_fault_of_ours(tmp_path: Path) -> None:
    """The folders lead elsewhere, and nothing is removed there; the docs would tell of two runs."""
    elsewhere, docs = tmp_path / "elsewhere", tmp_path / "docs"
    elsewhere.mkdir()
    (elsewhere / "old.html").touch()
    docs.symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic link"):
        gate_1(deliveries(), True, TODAY, docs)
    docs.unlink()
    (docs / "validations").mkdir(parents=True)
    (docs / "validations" / "poarta_4_fisiere").symlink_to(elsewhere)
    with pytest.raises(OSError, match="symbolic link"):
        gate_4(editions(), docs)
    assert (elsewhere / "old.html").exists()


def test_data_docs_load_nothing_and_tell_nobody(tmp_path: Path) -> None:
    gate_1(deliveries(1), True, TODAY, tmp_path)
    gate_4(editions(), tmp_path)
    pages = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.html")}
    assert len(pages) == 5
    for name, text in pages.items():
        assert "://" not in text and "<script" not in text, name
    rows = re.findall(
        r'<td>(\w+)</td>\s*<td><a href="([^"]+)">(\w+)</a>.*?<a href="([^"]+)">', pages["index.html"], re.S
    )
    assert [(name, word) for name, _, word, _ in rows] == [
        ("poarta_1_livrari", "oprită"),
        ("poarta_4_fisiere", "trecută"),
    ]
    assert all(
        (tmp_path / address).is_file() for _, result, _, bounds in rows for address in (result, bounds)
    )


def test_the_asset_check_links_the_docs_and_tells_what_is_tolerated(tmp_path: Path) -> None:
    told = check_result(Verdict(2, passed=True, tolerated=["defectul cunoscut"]), tmp_path)
    assert told.passed
    assert told.metadata["docs"].value == str(tmp_path / "index.html")
    assert told.metadata["tolerated"].value == ["defectul cunoscut"]
