"""What the simulated AMC-MSR holds is possible: findings go together, and work follows what was found."""

import json
from collections import Counter
from itertools import pairwise

import polars as pl
import pytest

from simulation.amc import AmcExport, simulate_amc
from simulation.amc.codes import all_codes

QUARTERS = 4
MOST_GROWTH = 1.4


@pytest.fixture(scope="module")
def export() -> AmcExport:
    return simulate_amc(["SM"], 8000, "2025-Q4", QUARTERS)


def by_quarter(table: pl.DataFrame) -> list[int]:
    """Rows made in each of the export's quarters, those of the lead and after the period left out."""
    quarter = pl.col("created_at").str.to_datetime().dt.truncate("1q").alias("quarter")
    return table.group_by(quarter).len().sort("quarter")["len"].to_list()[-QUARTERS - 1 : -1]


def test_no_state_holds_codes_that_exclude_each_other(export: AmcExport) -> None:
    codes, seen = all_codes(), Counter()
    excluding = {
        code: {codes.code[other] for other in others}
        for code, others in zip(codes.code, codes.not_beside, strict=True)
        if others
    }
    for text in export.tables["vulnerability_entries"]["map"].drop_nulls():
        held = set(json.loads(text) or ())
        seen.update(held)
        for code in excluding.keys() & held:
            assert not held & excluding[code], code
    assert set(excluding) <= set(seen)
    assert {other for others in excluding.values() for other in others} <= set(seen)


def test_records_and_services_come_at_a_steady_pace(export: AmcExport) -> None:
    """What a place did in a quarter is like what it did before: nothing piles up at the export's end."""
    interventions = export.tables["interventions"]
    services = by_quarter(interventions.filter(interventionable_type="individual_service"))
    assert all(later < MOST_GROWTH * earlier for earlier, later in pairwise(services))
    records = by_quarter(export.tables["beneficiaries"])
    assert max(records) < MOST_GROWTH * min(records)


def test_services_end_with_the_record(export: AmcExport) -> None:
    """Nothing is done for a person who is removed, but where an assessment comes after the removal too."""
    people = export.tables["beneficiaries"].filter(status="removed")
    removed = people.select(beneficiary_id="id", removed_at="updated_at")
    made = export.tables["interventions"].join(removed, on="beneficiary_id")
    assessed = (
        export.tables["vulnerability_entries"].group_by("beneficiary_id").agg(pl.col("created_at").max())
    )
    made = made.join(assessed, on="beneficiary_id", suffix="_assessed")
    assert made.height > 100
    late = made.filter(pl.col("created_at") > pl.col("removed_at"))
    assert late.filter(pl.col("created_at_assessed") <= pl.col("removed_at")).is_empty()
