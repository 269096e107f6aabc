"""Which deliveries count: contradictions, corrections, refusals and what makes up for them."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import polars as pl
import pytest
from amc_export import PERIOD, Files, changed, example, rows_of, settings, with_cell, write_zip
from workbook import parts_of

from orchestration import intake
from orchestration.intake import Judged
from orchestration.sources.delivery import Delivery


@pytest.fixture
def root(tmp_path):
    return tmp_path


def put(root, name: str, files: Files, period: str = "2025-Q4"):
    return write_zip(files, root / "landing" / "amc" / period / name)


def taken(root) -> dict[str, Judged]:
    return {one.delivery.path.name: one for one in intake.take_in(settings(root), PERIOD)}


def verdicts(root) -> dict[str, tuple[bool, bool]]:
    """Accepted and blocking, by name; what may go into the lake does."""
    judged = taken(root)
    if not any(one.blocks for one in judged.values()):
        intake.admit(settings(root))
    return {name: (one.accepted, one.blocks) for name, one in judged.items()}


def lake(root) -> dict[str, bytes]:
    folder = settings(root).lake / "amc"
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.parquet"))
    }


def refused() -> Files:
    files = example()
    return files | {"cities": files["cities"].replace(b",", b";")}


def moved(file: Files) -> Files:
    """The example as if its county were Maramureș (other localities of a UAT there)."""
    files = dict(file.items())
    files["counties"] = b"id,siruta\n24,243\n"
    files["cities"] = b"id,county_id,level,parent_id\n106318,24,2,\n"

    def people(rows):
        for row in rows:
            row["county_id"], row["city_id"] = "24", "106318"

    return changed(files, "beneficiaries", people)


SECOND = with_cell("beneficiaries", 0, "work_status", "yes")
THIRD = with_cell("beneficiaries", 0, "work_status", "other")


def test_one_good_delivery_waits_and_is_admitted_whole(root):
    put(root, "a.zip", example())
    assert verdicts(root) == {"a.zip": (True, False)}
    receipt = pl.read_parquet(settings(root).lake / "amc" / "deliveries" / "*.parquet").row(0, named=True)
    assert (receipt["source"], receipt["period"], receipt["seen"]) == ("amc", "2025-Q4", 1)
    counties = pl.read_parquet(settings(root).lake / "amc" / "delivery_counties" / "*.parquet")
    assert counties.select("county_code", "people").rows() == [("SM", 12)]
    assert not list(settings(root).incoming.glob("*/*/"))


def test_taken_twice_nothing_changes(root):
    put(root, "a.zip", example())
    verdicts(root)
    before = lake(root)
    put(root, "again.zip", example())
    assert verdicts(root) == {"a.zip": (True, False)}
    assert lake(root) == before


def test_two_of_one_run_that_differ_are_both_refused_and_stay_so(root):
    put(root, "a.zip", example())
    put(root, "b.zip", SECOND)
    expected = {"a.zip": (False, True), "b.zip": (False, True)}
    assert verdicts(root) == expected
    assert verdicts(root) == expected
    assert lake(root) == {}
    for one in taken(root).values():
        assert one.findings["rule"][0] == "deliveries-contradict"
        message = settings(root).quarantine / "amc" / one.delivery.id / "mesaj.txt"
        assert "a.zip" in message.read_text(encoding="utf-8")
        assert "b.zip" in message.read_text(encoding="utf-8")


def test_a_later_one_makes_up_for_both(root):
    put(root, "a.zip", example())
    put(root, "b.zip", SECOND)
    verdicts(root)
    put(root, "c.zip", THIRD)
    assert verdicts(root) == {"a.zip": (False, False), "b.zip": (False, False), "c.zip": (True, False)}


def test_a_correction_supersedes(root):
    put(root, "z.zip", example())
    verdicts(root)
    put(root, "a.zip", SECOND)
    assert verdicts(root) == {"z.zip": (True, False), "a.zip": (True, False)}
    seen = pl.read_parquet(settings(root).lake / "amc" / "deliveries" / "*.parquet")["seen"]
    assert seen.sort().to_list() == [1, 2]


def test_two_counties_of_one_run_do_not_contradict(root):
    put(root, "a.zip", example())
    put(root, "b.zip", moved(example()))
    judged = taken(root)
    assert {name: one.counties for name, one in judged.items()} == {"a.zip": {"SM"}, "b.zip": {"MM"}}
    assert all(one.accepted for one in judged.values())


def test_two_quarters_of_one_run_do_not_contradict(root):
    put(root, "a.zip", example(), "2025-Q3")
    put(root, "b.zip", SECOND)
    assert verdicts(root) == {"a.zip": (True, False), "b.zip": (True, False)}


def test_a_refused_one_blocks_until_a_later_one_of_its_counties_is_accepted(root):
    put(root, "a.zip", refused())
    assert verdicts(root) == {"a.zip": (False, True)}
    put(root, "b.zip", refused() | {"services": b"id,code\n"})
    assert verdicts(root) == {"a.zip": (False, True), "b.zip": (False, True)}
    put(root, "c.zip", example())
    assert verdicts(root) == {"a.zip": (False, False), "b.zip": (False, False), "c.zip": (True, False)}


def test_nobody_makes_up_for_one_whose_counties_cannot_be_read_but_its_going(root):
    path = put(root, "a.zip", {"beneficiaries": b"not,a,table\n"})
    assert verdicts(root) == {"a.zip": (False, True)}
    put(root, "b.zip", example())
    assert verdicts(root) == {"a.zip": (False, True), "b.zip": (True, False)}
    path.unlink()
    assert verdicts(root) == {"b.zip": (True, False)}


def test_another_county_does_not_make_up_for_a_refused_one(root):
    codes = changed(
        example(), "vulnerability_entries", lambda rows: [row | {"map": '{"VXX_1":1}'} for row in rows]
    )
    put(root, "a.zip", codes)
    assert verdicts(root) == {"a.zip": (False, True)}
    put(root, "b.zip", moved(example()))
    assert verdicts(root) == {"a.zip": (False, True), "b.zip": (True, False)}


def test_one_that_came_before_does_not_make_up_for_a_refused_one(root):
    put(root, "a.zip", example())
    verdicts(root)
    put(root, "b.zip", refused())
    assert verdicts(root)["b.zip"] == (False, True)


def test_a_quarter_that_has_not_ended_is_refused_until_it_has(root):
    put(root, "a.zip", example())
    early = settings(root).__class__(
        settings(root).data, settings(root).landing, datetime(2025, 12, 31, tzinfo=UTC)
    )
    (one,) = intake.take_in(early, PERIOD)
    assert (one.accepted, one.findings["rule"][0]) == (False, "quarter-not-ended")
    assert verdicts(root) == {"a.zip": (True, False)}


@pytest.mark.parametrize("moment", range(1, 17))
def test_a_run_cut_off_while_admitting_ends_in_the_same_bytes(root, tmp_path_factory, monkeypatch, moment):
    other = tmp_path_factory.mktemp("other")
    for place in (root, other):
        settings(place).make_root()
        put(place, "a.zip", example())
    settings(other).key_file.write_bytes(b"k" * 32)
    settings(root).key_file.write_bytes(b"k" * 32)
    for place in (root, other):
        settings(place).key_file.chmod(0o600)
    verdicts(other)
    intake.admit(settings(root))  # the tables are there, empty
    taken(root)
    moves = iter(range(1, 99))
    replace = type(root).replace

    def cut_off(source, target):
        if next(moves) == moment:
            raise KeyboardInterrupt
        return replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(type(root), "replace", cut_off)
        with pytest.raises(KeyboardInterrupt):
            intake.admit(settings(root))
    assert not list(settings(root).lake.glob("amc/deliveries/*"))
    verdicts(root)
    assert lake(root) == lake(other)


def test_rows_lost_would_be_told(root):
    put(root, "a.zip", example())
    (one,) = taken(root).values()
    assert one.verdict()["rows_lost"] == 0
    short = one.tables.with_columns(rows_accepted=pl.col("rows_accepted") - 1)
    assert replace(one, tables=short).verdict()["rows_lost"] == short.height


def test_read_is_accepted_and_refused_in_the_lake_too(root):
    put(root, "a.zip", with_cell("vulnerability_entries", 2, "map", "oops"))
    verdicts(root)
    tables = pl.read_parquet(settings(root).lake / "amc" / "delivery_tables" / "*.parquet")
    row = tables.row(by_predicate=pl.col("table_name") == "vulnerability_entries", named=True)
    assert (row["rows_read"], row["rows_accepted"], row["rows_refused"]) == (14, 13, 1)
    for table, accepted in tables.select("table_name", "rows_accepted").rows():
        assert pl.read_parquet(settings(root).lake / "amc" / table / "*.parquet").height == accepted


PLANTED = [
    "Plantatescu",
    "Zorbalina",
    "0722334455",
    "planta.tescu@exemplu.ro",
    "Strada Ascunsă 9",
    "secretul ei",
]


def test_nothing_personal_leaves_landing(root):
    """Names, CNPs, phones and free text stand in every column that could hold them, also where codes should."""
    files = example()
    cnps = [row["cnp"] for row in rows_of(files["beneficiaries"]) if row["cnp"]]

    def people(rows):
        for row in rows:
            row |= {
                "first_name": PLANTED[1],
                "last_name": PLANTED[0],
                "phone": PLANTED[2],
                "address": PLANTED[4],
            }
            row |= {"notes": f"{PLANTED[5]}, {PLANTED[3]}, {cnps[0]}", "reason_removed_notes": PLANTED[0]}
        rows[1]["cnp"] = "1234567890123"
        rows[2]["work_status"] = PLANTED[0]
        rows[3]["status"] = PLANTED[2]
        rows[4]["date_of_birth"] = cnps[1]
        rows[5]["family_id"] = cnps[2]

    def entries(rows):
        rows[0]["map"] = json.dumps({PLANTED[0]: 1, cnps[0]: 1, "VAI_01": 1})
        rows[1]["map"] = PLANTED[3]
        rows += [dict(rows[2]) | {"id": str(n), "map": '{"VAI_01":1}'} for n in range(5000, 5200)]

    def interventions(rows):
        rows[0] |= {
            "vulnerability_id": PLANTED[0],
            "notes": PLANTED[5],
            "secondary_vulnerability_id": cnps[3],
        }
        rows[1] |= {"interventionable_id": cnps[0], "vulnerability_label": PLANTED[4]}

    files = changed(files, "beneficiaries", people)
    files = changed(files, "vulnerability_entries", entries)
    files = changed(files, "interventions", interventions)
    path = put(
        root, "a.zip", files | {"users": f"id,email\n1,{PLANTED[3]}\n".encode(), f"fisa {PLANTED[0]}": b"x"}
    )
    assert path.exists()
    assert verdicts(root) == {"a.zip": (True, False)}
    held = [root / "data" / "deliveries.jsonl", *(p for p in (root / "data").rglob("*") if p.is_file())]
    assert {p.suffix for p in held} == {".jsonl", ".parquet", ".csv", ".txt", ".html", ".xlsx", ".key"}
    for place in held:
        texts = [place.read_bytes()]
        if place.suffix == ".xlsx":
            texts.append(parts_of(place))
        if place.suffix == ".parquet":
            texts.append(
                json.dumps(pl.read_parquet(place).to_dicts(), default=str, ensure_ascii=False).encode()
            )
        leaks = [
            n
            for n, word in enumerate([*PLANTED, *cnps, "1234567890123"])
            if any(word.encode() in t for t in texts)
        ]
        assert leaks == [], place.name


# --- what is kept of findings ---


def receipt_of(root, name: str) -> pl.DataFrame:
    return pl.read_parquet(settings(root).lake / "amc" / name / "*.parquet")


def test_findings_are_counted_by_rule_table_column_and_uat(root):
    def unknown(rows):
        for row in rows[:3]:
            row["map"] = '{"VAI_99":1,"VXX_9":1}'
        rows[5]["map"] = "[1]"

    def undated(rows):
        for row in (rows[0], rows[1], rows[4]):
            row["date_of_birth"] = "ieri"

    files = changed(example(), "beneficiaries", undated)
    once = rows_of(files["vulnerability_entries"])
    many = [row | {"id": str(100 * turn + place)} for turn in range(1, 31) for place, row in enumerate(once)]
    files = changed(files, "vulnerability_entries", lambda _: many)
    files = changed(files, "vulnerability_entries", unknown)
    put(root, "a.zip", files)
    assert verdicts(root) == {"a.zip": (True, False)}
    kept = receipt_of(root, "delivery_findings")
    place = ["rule", "table_name", "column_name", "siruta"]
    assert kept.columns == ["delivery", *place[:3], "record_id", "siruta", "is_of_rows", "failures"]
    assert kept.filter(rule="date-invalid")["record_id"].sort().to_list() == [101, 102, 105]
    assert kept.filter(rule="code-unknown")["is_of_rows"].all()
    assert not kept.filter(rule="table-without-rows")["is_of_rows"].any()
    counts = {row[:4]: row[4] for row in kept.group_by(place).agg(pl.col("failures").sum()).rows()}
    assert counts["date-invalid", "beneficiaries", "date_of_birth", "136526"] == 2
    assert counts["date-invalid", "beneficiaries", "date_of_birth", "136553"] == 1
    assert counts["code-unknown", "vulnerability_entries", "map", None] == 3
    assert counts["map-not-json", "vulnerability_entries", "map", "136553"] == 1
    assert counts["place-missing", "beneficiaries", "city_id", None] == 1
    assert not any(rule == "birth-date-missing" for rule, *_ in counts)


def test_accepted_rows_are_counted_by_uat(root):
    put(root, "a.zip", example())
    verdicts(root)
    places = receipt_of(root, "delivery_places")
    assert places.columns == ["delivery", "table_name", "siruta", "rows", "rows_new"]
    assert places["rows"].equals(places["rows_new"])
    counts = {row[1:3]: row[3] for row in places.rows()}
    assert counts["beneficiaries", "136526"] == counts["beneficiaries", "136553"] == 5
    assert counts["beneficiaries", None] == 2
    assert counts["interventionable_cases", "136526"] == counts["interventionable_cases", "136553"] == 1
    by_table = dict(places.group_by("table_name").agg(pl.col("rows").sum()).rows())
    tables = receipt_of(root, "delivery_tables")
    assert by_table == dict(
        tables.select("table_name", "rows_accepted").filter(pl.col("rows_accepted") > 0).rows()
    )


def test_a_delivery_without_findings_has_receipts_all_the_same(root):
    put(root, "a.zip", example())
    verdicts(root)
    assert receipt_of(root, "delivery_findings").schema["failures"] == pl.Int64
    assert receipt_of(root, "delivery_places").schema["rows"] == pl.Int64


@pytest.mark.parametrize(
    ("sizes", "count"),
    [
        ([100, 100], 1),
        ([150, 150], 2),
        ([90, 90, 90], 3),
        ([40] * 9, 4),
        ([300, 40], 2),
        ([900, 900], 1),
        ([900], 1),
    ],
)
def test_as_many_work_side_by_side_as_there_are_cores_and_room(root, sizes, count):
    """Sizes in MiB: 256 are worth it, 4 GiB hold six times what is read."""
    new = [Delivery("amc", "2025-Q4", root / f"{place}.csv", "", 1) for place in range(len(sizes))]
    for delivery, size in zip(new, sizes, strict=True):
        with delivery.path.open("wb") as file:
            file.truncate(size * 2**20)
    assert intake._workers_for(new, most=4) == count
