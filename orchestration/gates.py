"""The gates of `quality/` as blocking asset checks: the one place where quality meets Dagster."""

from datetime import date
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl

from orchestration.period import BUCHAREST
from orchestration.resources import period_range
from orchestration.settings import Settings
from quality.gates import Verdict

#: counts with the source that delivered the rows and the county of their UAT, where these are told; what did not fail
#: is one row a rule and subject, however many deliveries, UATs and quarters it is of
PLACED = """
    select counted.*, speaking.source, coalesce(places.county_code, speaking.county_code) as county_code
    from (
        select rule, subject, delivery, siruta, period, checked, failures
        from quality.{name}
        where failures is distinct from 0 or checked is null
        union all
        select rule, subject, null, null, null, cast(sum(checked) as bigint), 0
        from quality.{name}
        where failures = 0 and checked is not null
        group by rule, subject
    ) as counted
    left join core.dim_uat as places on counted.siruta = places.siruta
    left join (
        select
            delivery,
            max(source) as source,
            case when count(distinct county_code) = 1 then max(county_code) end as county_code
        from core.delivery_in_force
        where covers
        group by delivery
    ) as speaking on counted.delivery = speaking.delivery
"""


def check_result(verdict: Verdict, docs: Path) -> dg.AssetCheckResult:
    """Tell Dagster; a verdict that is not passed stops all that lies downstream."""
    return dg.AssetCheckResult(
        passed=verdict.passed,
        metadata={
            "reasons": dg.JsonMetadataValue(verdict.reasons),
            "tolerated": dg.JsonMetadataValue(verdict.tolerated),
            "docs": dg.MetadataValue.path(str(docs / "index.html")),
        },
    )


def docs_folder(settings: Settings, context: dg.AssetCheckExecutionContext) -> Path:
    """Give the folder of the gates' data docs of a run."""
    return settings.quality_docs / str(period_range(context)[1])


def today(settings: Settings) -> date:
    """Give the day in Bucharest by the run's clock."""
    return settings.as_of.astimezone(BUCHAREST).date()


def quality_table(settings: Settings, name: str) -> pl.DataFrame:
    """Read one table of the schema `quality`."""
    return _read(settings, f"select * from quality.{name}")


def placed_failures(settings: Settings, name: str) -> pl.DataFrame:
    """Read a table of failures, with source and county_code."""
    return _read(settings, PLACED.format(name=name))


def _read(settings: Settings, query: str) -> pl.DataFrame:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.sql(query).pl()
