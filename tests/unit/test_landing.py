"""What lies in landing, and in which order it was first seen."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from amc_export import PERIOD, example, settings, write_folder, write_zip

from orchestration import landing
from orchestration.landing import LandingError


def names(root) -> list[tuple[str, int]]:
    return [(delivery.path.name, delivery.seen) for delivery in landing.deliveries(settings(root), PERIOD)]


@pytest.fixture
def root(tmp_path):
    settings(tmp_path).make_root()
    return tmp_path


def put(root, name: str, period: str = "2025-Q4", **changed: bytes):
    return write_zip(example() | changed, root / "landing" / "amc" / period / name)


def test_deliveries_come_in_the_order_in_which_they_were_first_seen(root):
    put(root, "z.zip")
    assert names(root) == [("z.zip", 1)]
    put(root, "b.zip", services=b"id,code\n1,SEN_01\n")
    put(root, "a.zip", services=b"id,code\n1,SEN_02\n")
    assert names(root) == [("z.zip", 1), ("a.zip", 2), ("b.zip", 2)]
    assert names(root) == [("z.zip", 1), ("a.zip", 2), ("b.zip", 2)]


def test_the_same_content_under_two_names_is_one_delivery(root):
    put(root, "a.zip")
    write_folder(example(), root / "landing" / "amc" / "2025-Q4" / "b")
    assert names(root) == [("a.zip", 1)]
    put(root, "a.zip", period="2025-Q3")
    assert len(names(root)) == 2


def test_a_renamed_delivery_keeps_its_place(root):
    path = put(root, "a.zip")
    names(root)
    put(root, "b.zip", services=b"id,code\n1,SEN_02\n")
    path.rename(path.with_name("c.zip"))
    assert names(root) == [("c.zip", 1), ("b.zip", 2)]


def test_later_periods_and_hidden_files_are_not_seen(root):
    put(root, "a.zip", period="2026-Q1")
    put(root, ".part.zip")
    assert names(root) == []
    assert not settings(root).delivery_log.exists()


def test_a_run_cut_off_between_log_and_lake_finds_the_same_order(root, monkeypatch):
    put(root, "a.zip")
    put(root, "b.zip", services=b"id,code\n1,SEN_02\n")
    before = names(root)
    written = settings(root).delivery_log.read_bytes()
    put(root, "0.zip", services=b"id,code\n1,SEN_03\n")
    with monkeypatch.context() as patch:
        patch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            names(root)
    assert settings(root).delivery_log.read_bytes() == written
    assert names(root) == [*before, ("0.zip", 2)]


def test_the_log_says_source_period_hash_number_and_day_only(root):
    put(root, "Popescu.zip")
    names(root)
    lines = settings(root).delivery_log.read_text(encoding="utf-8").splitlines()
    assert [set(json.loads(line)) for line in lines] == [{"source", "period", "sha256", "seen", "seen_on"}]


def test_a_delivery_keeps_the_bucharest_day_on_which_it_was_first_seen(root):
    """Half past ten at night in UTC is the next day in Bucharest; a later run does not change it."""
    put(root, "a.zip")
    late = replace(settings(root), as_of=datetime(2026, 1, 20, 22, 30, tzinfo=UTC))
    assert [one.received_on for one in landing.deliveries(late, PERIOD)] == [date(2026, 1, 21)]
    put(root, "b.zip", services=b"id,code\n1,SEN_01\n")
    later = replace(settings(root), as_of=datetime(2026, 2, 1, tzinfo=UTC))
    assert [one.received_on for one in landing.deliveries(later, PERIOD)] == [
        date(2026, 1, 21),
        date(2026, 2, 1),
    ]


def test_a_log_without_days_leaves_them_unknown(root):
    put(root, "a.zip")
    names(root)
    log = settings(root).delivery_log
    entry = json.loads(log.read_text(encoding="utf-8"))
    del entry["seen_on"]
    log.write_text(json.dumps(entry) + "\n", encoding="utf-8")
    put(root, "b.zip", services=b"id,code\n1,SEN_01\n")
    days = [one.received_on for one in landing.deliveries(settings(root), PERIOD)]
    assert days == [None, date(2026, 1, 20)]
    assert [one.received_on for one in landing.deliveries(settings(root), PERIOD)] == days


@pytest.mark.parametrize(
    ("place", "word"),
    [
        ("xyz/2025-Q4/a.zip", "xyz"),
        ("amc/2025-Q5/a.zip", "2025-Q4"),
        ("amc/T4 2025/a.zip", "T4 2025"),
        ("amc", "amc"),
    ],
)
def test_a_folder_that_names_no_source_or_quarter_is_told(root, place, word):
    write_zip(example(), root / "landing" / place)
    with pytest.raises(LandingError, match=word):
        names(root)


def test_a_file_in_the_place_of_a_quarter_is_told(root):
    write_zip(example(), root / "landing" / "amc" / "2025-Q4")
    with pytest.raises(LandingError, match="fișier"):
        names(root)


def test_no_landing_folder_is_no_delivery(root):
    assert names(root) == []
