"""The seeds: places as SIRUTA has them, catalogues that fit each other."""

import csv
import re

import duckdb
import pytest
import yaml  # type: ignore[import-untyped]
from seed_rows import codes_of, column, seed

from orchestration import reference
from orchestration.reference import SEEDS
from quality.gates.known_defects import known_defects

NAMES = ("counties", "uats", "localities", "dimensions", "vulnerabilities", "source_codes", "actions",
         "action_vulnerabilities", "activity_statuses", "professions", "sources", "source_precedence", "age_bands",
         "report_figures", "report_figure_clauses", "removal_reasons", "survival_indicators",
         "poverty_thresholds", "action_groups", "public_holidays", "risk_index_weights", "breakdowns",
         "thresholds", "families", "funds", "units", "standard_population", "indicators",
         "indicator_texts", "reporting_calendar", "frame_sources", "known_defects")  # fmt: skip
PRIMERO = """sexually_exploited gbv_survivor trafficked_smuggled statelessness arrested_detained migrant disabled
    serious_health_issue refugee caafag street_child child_mother physically_or_mentally_abused
    living_with_vulnerable_person worst_forms_of_child_labor child_headed_household mentally_distressed other"""


# --- all seeds ---


@pytest.mark.parametrize("name", NAMES)
def test_file_is_plain_utf8_csv_without_cedillas(name: str) -> None:
    raw = (SEEDS / f"{name}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf") and b"\r" not in raw and raw.endswith(b"\n")
    text = raw.decode("utf-8")
    assert not set(text) & set("şţŞŢãÃ\u0326\u0327")
    width = len(next(csv.reader(text.splitlines())))
    assert all(len(row) == width for row in csv.reader(text.splitlines(), strict=True))
    assert all(value == value.strip() and "  " not in value for row in seed(name) for value in row.values())


@pytest.mark.parametrize("name", NAMES)
def test_properties_describe_and_type_every_column(name: str) -> None:
    properties = {s["name"]: s for s in yaml.safe_load((SEEDS / "seeds.yml").read_text("utf-8"))["seeds"]}
    assert set(properties) == set(NAMES)
    described = properties[name]["columns"]
    columns = (SEEDS / f"{name}.csv").read_text("utf-8").splitlines()[0].split(",")
    assert [c["name"] for c in described] == columns
    assert list(properties[name]["config"]["column_types"]) == columns
    assert properties[name]["description"] and all(c["description"] for c in described)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("counties", ["county_code"]),
        ("counties", ["siruta"]),
        ("counties", ["nuts3"]),
        ("counties", ["name"]),
        ("uats", ["siruta"]),
        ("localities", ["siruta"]),
        ("dimensions", ["dimension"]),
        ("vulnerabilities", ["vulnerability"]),
        ("vulnerabilities", ["name_ro"]),
        ("source_codes", ["source", "code"]),
        ("actions", ["action"]),
        ("actions", ["name_ro"]),
        ("actions", ["name_en"]),
        ("action_vulnerabilities", ["action", "vulnerability"]),
        ("activity_statuses", ["activity_status"]),
        ("professions", ["profession"]),
        ("sources", ["source"]),
        ("report_figures", ["source", "figure"]),
        ("report_figure_clauses", ["source", "figure", "clause", "code"]),
        ("removal_reasons", ["source", "removal_reason"]),
        ("poverty_thresholds", ["year"]),
        ("action_groups", ["action_group", "action"]),
        ("survival_indicators", ["indicator"]),
        ("survival_indicators", ["course", "estimator", "months"]),
        ("source_precedence", ["attribute", "source"]),
        ("source_precedence", ["attribute", "rank"]),
        ("age_bands", ["age_band"]),
        ("breakdowns", ["breakdown", "category"]),
        ("reporting_calendar", ["source", "valid_from"]),
        ("frame_sources", ["unit_of_analysis", "source", "indicators"]),
        ("known_defects", ["rule", "source", "county_code", "siruta"]),
        ("public_holidays", ["day"]),
        ("risk_index_weights", ["indicator"]),
        ("thresholds", ["threshold"]),
        ("indicators", ["indicator"]),
        ("indicator_texts", ["indicator"]),
        ("indicator_texts", ["name_ro"]),
        ("indicator_texts", ["name_en"]),
        ("units", ["unit"]),
        ("families", ["family"]),
        ("funds", ["funds"]),
        ("families", ["position"]),
        ("standard_population", ["age_from"]),
    ],
)
def test_keys_are_unique(name: str, key: list[str]) -> None:
    keys = [tuple(row[k] for k in key) for row in seed(name)]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", NAMES)
def test_duckdb_reads_every_column_in_its_type(name: str) -> None:
    properties = {s["name"]: s for s in yaml.safe_load((SEEDS / "seeds.yml").read_text("utf-8"))["seeds"]}
    types = properties[name]["config"]["column_types"]
    relation = duckdb.connect().read_csv(str(SEEDS / f"{name}.csv"), dtype=types, header=True)
    assert len(relation.fetchall()) == len(seed(name))


# --- places ---


def test_places_are_what_siruta_gives() -> None:
    siruta, plates = reference.read_siruta(), reference.read_plates(SEEDS / "counties.csv")
    assert reference.county_rows(siruta, plates) == seed("counties")
    assert reference.uat_rows(siruta, plates) == seed("uats")
    assert reference.locality_rows(siruta) == seed("localities")


def test_places_are_complete() -> None:
    assert len(seed("counties")) == 42
    assert len(seed("uats")) == 3181
    assert set(column("uats", "county_code")) == set(column("counties", "county_code"))
    assert [row["name"] for row in seed("uats") if row["county_code"] == "B"] == ["București"]
    assert sum(row["kind"] == "municipality" for row in seed("uats")) == 103


def test_every_locality_has_a_uat_and_no_uat_is_one() -> None:
    assert set(column("localities", "uat_siruta")) == set(column("uats", "siruta"))
    assert not set(column("localities", "siruta")) & set(column("uats", "siruta"))
    assert len(seed("localities")) == 13755
    kinds = {row["siruta"]: row["kind"] for row in seed("uats")}
    types = {"municipality": {"6", "9", "10", "11"}, "town": {"17", "18", "19"}, "commune": {"22", "23"}}
    for row in seed("localities"):
        assert row["type"] in types[kinds[row["uat_siruta"]]], row


def test_nuts_agrees_with_the_development_region() -> None:
    """SIRUTA gives Giurgiu, in Sud-Muntenia (RO31), the code of Galați, in Sud-Est (RO22)."""
    regions = {(row["nuts3"][:4], row["region"]) for row in seed("counties")}
    assert len(regions) == 8
    assert len({nuts2 for nuts2, _ in regions}) == 8


@pytest.mark.parametrize(
    ("county_code", "name", "nuts3", "number"),
    [
        ("SM", "Satu Mare", "RO115", "30"),
        ("B", "București", "RO321", "40"),
        ("SV", "Suceava", "RO215", "33"),
        ("GR", "Giurgiu", "RO314", "52"),
        ("CL", "Călărași", "RO312", "51"),
        ("CS", "Caraș-Severin", "RO422", "11"),
        ("SJ", "Sălaj", "RO116", "31"),
        ("SB", "Sibiu", "RO126", "32"),
    ],
)
def test_counties_that_are_easily_mixed_up(county_code: str, name: str, nuts3: str, number: str) -> None:
    row = next(row for row in seed("counties") if row["county_code"] == county_code)
    assert (row["name"], row["nuts3"], row["siruta_county_number"]) == (name, nuts3, number)


@pytest.mark.parametrize(
    ("siruta", "clean"),
    [
        ("MUNICIPIUL  MARGHITA", "Marghita"),
        ("ORAȘ VALEA LUI MIHAI", "Valea lui Mihai"),
        ("MUNICIPIUL CURTEA DE ARGEȘ", "Curtea de Argeș"),
        ("ROȘIA DE SECAȘ", "Roșia de Secaș"),
        ("ȘTEFAN CEL MARE", "Ștefan cel Mare"),
        ("BĂIȚA DE SUB CODRU", "Băița de sub Codru"),
        ("ȘAROȘ PE TÂRNAVE", "Șaroș pe Târnave"),
        ("COȚOFENII DIN DOS", "Coțofenii din Dos"),
        ("CÂMPULUNG LA TISA", "Câmpulung la Tisa"),
        ("MALU CU FLORI", "Malu cu Flori"),
        ("MUNICIPIUL CLUJ-NAPOCA", "Cluj-Napoca"),
        ("SÂRBII - MĂGURA", "Sârbii-Măgura"),
        ("I.C.BRĂTIANU", "I.C. Brătianu"),
        ("I. L. CARAGIALE", "I.L. Caragiale"),
        ("C.A. ROSETTI", "C.A. Rosetti"),
        ("ALEXANDRU I.CUZA", "Alexandru I. Cuza"),
        ("23 AUGUST", "23 August"),
        ("JUDEȚUL BISTRIȚA-NĂSĂUD", "Bistrița-Năsăud"),
    ],
)
def test_names_are_clean(siruta: str, clean: str) -> None:
    assert reference.clean_name(siruta) == clean


def test_a_correction_fails_once_siruta_has_mended_it() -> None:
    siruta = [dict(row) for row in reference.read_siruta()]
    for row in siruta:
        if row["SIRUTA"] == "93281":
            row["DENLOC"] = "CUZA VODĂ"
    with pytest.raises(ValueError, match=r"93281\.DENLOC"):
        reference.uat_rows(siruta, reference.read_plates(SEEDS / "counties.csv"))


# --- vulnerabilities and codes ---


def test_vulnerabilities_are_identifiers_of_their_dimension() -> None:
    reserved = {row[0] for row in duckdb.sql("select keyword_name from duckdb_keywords()").fetchall()}
    dimensions = set(column("dimensions", "dimension"))
    for row in seed("vulnerabilities"):
        assert re.fullmatch(r"[a-z][a-z0-9_]+", row["vulnerability"])
        assert row["dimension"] in dimensions
        assert row["vulnerability"].startswith(row["dimension"].lower() + "_")
        assert row["vulnerability"] not in reserved
        assert row["name_ro"] and row["name_en"]


def test_codes_and_vulnerabilities_reach_each_other() -> None:
    mapped = {row["vulnerability"] for row in seed("source_codes") if row["kind"] == "vulnerability"}
    assert mapped == set(column("vulnerabilities", "vulnerability"))
    assert all(row["kind"] in {"vulnerability", "context", "none"} for row in seed("source_codes"))
    assert all((row["kind"] == "vulnerability") == bool(row["vulnerability"]) for row in seed("source_codes"))
    assert "emp_not_working" not in {row["vulnerability"] for row in codes_of("amc") + codes_of("primero")}


def test_nothing_found_is_none_and_nothing_else_is() -> None:
    none = {row["code"] for row in seed("source_codes") if row["kind"] == "none"}
    assert none == {row["code"] for row in codes_of("amc") if re.search(r"_9.$", row["code"])} | {"NONE"}


def test_amc_codes_follow_the_source_documentation() -> None:
    """The table 'Its codes and the seven dimensions' of the source's README, written down independently."""
    by_category = {"ID": "doc", "EDU": "edu", "INC": "inc", "POV": "inc", "LIV": "hou"}
    by_category |= dict.fromkeys(("FAM", "VIF"), "fam")
    by_category |= dict.fromkeys(("AS", "MF", "NS", "SSA", "CR", "SS", "SS_B", "PREG", "REP", "DIZ"), "hea")
    context = {"VGR_04", "VGR_08", "VGR_10", "VGR_14", "VGR_15", "VSG_BR"}
    for row in codes_of("amc"):
        if row["kind"] == "none":
            continue
        if row["category"] not in by_category or row["code"] in context:
            assert row["kind"] == "context", row
        else:
            assert row["vulnerability"].split("_")[0] == by_category[row["category"]], row


def test_spor_codes_are_the_vulnerabilities_themselves() -> None:
    of_spor = {(row["code"], row["vulnerability"], row["category"], row["name"]) for row in codes_of("spor")}
    assert of_spor == {
        (row["vulnerability"], row["vulnerability"], row["dimension"], row["name_ro"])
        for row in seed("vulnerabilities")
    }


def test_primero_has_its_protection_concerns_and_a_child_s_status_is_no_vulnerability() -> None:
    rows = codes_of("primero")
    assert [row["code"] for row in rows] == PRIMERO.split()
    assert {row["category"] for row in rows} == {"protection_concerns"}
    context = {"arrested_detained", "migrant", "disabled", "serious_health_issue", "refugee", "other"}
    assert {row["code"] for row in rows if row["kind"] == "context"} == context


# --- actions, professions, activity ---


def test_actions_and_vulnerabilities_answer_each_other() -> None:
    assert set(column("action_vulnerabilities", "action")) == set(column("actions", "action"))
    answered = set(column("action_vulnerabilities", "vulnerability"))
    assert answered == set(column("vulnerabilities", "vulnerability"))


def test_actions_have_a_dimension_and_a_profession() -> None:
    assert set(column("actions", "dimension")) == set(column("dimensions", "dimension"))
    assert set(column("actions", "profession")) <= set(column("professions", "profession"))
    for row in seed("actions"):
        assert re.fullmatch(r"act_[a-z_]+", row["action"])
        assert row["name_ro"] and row["name_en"] and row["name_ro"] != row["name_en"]


def test_the_catalogue_of_actions_says_whose_it_is() -> None:
    properties = {s["name"]: s for s in yaml.safe_load((SEEDS / "seeds.yml").read_text("utf-8"))["seeds"]}
    assert "NOT the official list of SPOR's 51" in properties["actions"]["description"]


def test_every_activity_says_something_about_work() -> None:
    work: dict[str, set[str]] = {}
    for row in seed("activity_statuses"):
        work.setdefault(row["work_status"], set()).add(row["activity_status"])
    assert work == {
        "yes": {"employed", "self_employed"},
        "no": {"unemployed", "domestic", "other_inactive"},
        "other": {"student", "retired", "unable"},
    }


# --- sources ---


def test_sources_say_what_they_are() -> None:
    assert set(column("source_codes", "source")) < set(column("sources", "source"))
    for row in seed("sources"):
        assert all(row.values()), row
        assert row["kind"] in {"case_management", "register"}
        assert row["delivers"] in {"whole", "changes", "declared"}
    people = {row["source"] for row in seed("sources") if row["kind"] == "case_management"}
    assert people == {"amc", "spor", "primero"} == set(column("source_precedence", "source"))


def test_somebody_speaks_first_on_everything() -> None:
    speakers: dict[str, list[str]] = {}
    for row in sorted(seed("source_precedence"), key=lambda row: int(row["rank"])):
        speakers.setdefault(row["attribute"], []).append(row["source"])
        assert row["rank"] == str(len(speakers[row["attribute"]]))
        assert row["reason"].endswith(".")
    assert {attribute: " ".join(sources) for attribute, sources in speakers.items()} == {
        **dict.fromkeys(("sex", "birth_date", "place"), "spor amc primero"),
        **dict.fromkeys(("household", "work_status", "EDU", "INC", "HOU"), "spor amc"),
        "DOC": "spor amc primero",
        "EMP": "spor",
        "FAM": "primero spor amc",
        "HEA": "amc spor primero",
    }


def test_the_calendar_expects_reports_of_known_sources() -> None:
    assert set(column("reporting_calendar", "source")) < set(column("sources", "source"))
    for row in seed("reporting_calendar"):
        assert row["every"] in {"quarter", "half-year", "year"}
        assert row["reports_per"] in {"uat", "county", "country"}
        assert 0 <= int(row["due_days"]) < 92 and row["reason"].endswith(".")
        assert all(re.fullmatch(r"(20\d\d-Q[1-4])?", row[bound]) for bound in ("valid_from", "valid_to"))


# --- quality ---


def rest_on(indicator: dict[str, str]) -> list[dict[str, str]]:
    return [
        row
        for row in seed("frame_sources")
        if row["unit_of_analysis"] == indicator["unit_of_analysis"]
        and any(word == "*" or indicator["indicator"].startswith(word) for word in row["indicators"].split())
    ]


def test_every_indicator_rests_on_a_source_and_on_each_once() -> None:
    for row in seed("indicators"):
        sources = [rests["source"] for rests in rest_on(row)]
        assert len(sources) == len(set(sources)), row["indicator"]
        # the kind of a place is SIRUTA's
        assert bool(sources) == (row["indicator"] != "CRI-01"), row["indicator"]


def test_every_row_says_on_what_which_indicators_rest_and_why() -> None:
    assert set(column("frame_sources", "source")) <= set(column("sources", "source"))
    codes = column("indicators", "indicator")
    for row in seed("frame_sources"):
        assert row["without_report"] in {"withheld", "warning", "none"} and row["reason"].endswith(".")
        of_unit = [i for i in seed("indicators") if i["unit_of_analysis"] == row["unit_of_analysis"]]
        for word in row["indicators"].split():
            assert any(code.startswith(word) for code in codes) or word == "*", word
            assert any(row in rest_on(i) for i in of_unit), row


def test_a_known_defect_is_in_order() -> None:
    """Whatever the seed holds: a bound, a day, a reason and who accepted it, and nothing that nobody may accept."""
    assert all(defect.reason.endswith(".") and defect.most > 0 for defect in known_defects())


# --- bands, breakdowns, thresholds ---


def test_age_bands_cover_every_age_once() -> None:
    ages = [a for row in seed("age_bands") for a in range(int(row["age_from"]), int(row["age_to"]) + 1)]
    assert ages == list(range(126))
    for row in seed("age_bands"):
        last = "+" if row["age_band"].endswith("+") else f"-{row['age_to']}"
        assert row["age_band"] == row["age_from"] + last


def test_breakdowns_are_those_of_the_design() -> None:
    categories: dict[str, list[str]] = {}
    for row in seed("breakdowns"):
        categories.setdefault(row["breakdown"], []).append(row["category"])
        assert all(row.values())
    assert categories == {
        "total": ["all"],
        "sex": ["female", "male"],
        "age": column("age_bands", "age_band"),
        "area": ["urban", "rural"],
    }
    for name in ("dimensions", "age_bands", "breakdowns"):
        assert column(name, "position") == [str(n + 1) for n in range(len(seed(name)))]


def test_thresholds_are_numbers_with_a_reason() -> None:
    values = {row["threshold"]: float(row["value"]) for row in seed("thresholds")}
    assert all(row["unit"] for row in seed("thresholds"))
    for row in seed("thresholds"):
        assert row["reason"].endswith(".") and row["reason_ro"].endswith("."), row
        assert row["reason"] != row["reason_ro"], row
    assert (values["suppression_min"], values["suppression_max"]) == (1, 7)
    assert values["unknown_code_share_max"] == 0.01
    cov_02 = next(row for row in seed("indicators") if row["indicator"] == "COV-02")
    assert cov_02["numerator"] == f"state_age_days <= {values['current_state_days']:.0f}"


def test_figures_of_reports_ask_for_codes_that_the_source_has() -> None:
    figures = {(row["source"], row["figure"]) for row in seed("report_figures")}
    clauses = {(row["source"], row["figure"]) for row in seed("report_figure_clauses")}
    assert clauses == {figure for figure in figures if figure[0] == "amc"}
    found = {row["code"] for row in codes_of("amc") if row["kind"] in ("vulnerability", "context")}
    assert {row["code"] for row in seed("report_figure_clauses")} <= found
    assert not {figure for _, figure in figures} & {row["code"] for row in seed("source_codes")}


def test_expressions_name_the_numbers_of_the_thresholds() -> None:
    values = {row["threshold"]: float(row["value"]) for row in seed("thresholds")}
    rows = {row["indicator"]: row for row in seed("indicators")}
    assert f"answers_age_days <= {values['pregnancy_days_max']:.0f}" in rows["RES-13"]["denominator"]
    for code in ("LIV-08", "LIV-16"):
        assert f"months_worked >= {values['in_work_months_min']:.0f}" in rows[code]["denominator"]


def test_actions_that_count_are_actions() -> None:
    assert {row["action"] for row in seed("action_groups")} <= set(column("actions", "action"))
    assert set(column("action_groups", "action_group")) == {"overcrowding_advice", "unhealthy_housing_help"}


def test_published_poverty_thresholds_are_lei_of_a_year() -> None:
    for row in seed("poverty_thresholds"):
        assert re.fullmatch(r"20\d\d", row["year"]) and float(row["threshold"]) > 0 and row["source"]
