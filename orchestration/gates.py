"""The gates of `quality/` as blocking asset checks: the one place where quality meets Dagster."""

import dagster as dg
import duckdb
import polars as pl

from orchestration.settings import Settings
from quality.gates import Verdict


def check_result(verdict: Verdict) -> dg.AssetCheckResult:
    """Tell Dagster; a verdict that is not passed stops all that lies downstream."""
    return dg.AssetCheckResult(
        passed=verdict.passed, metadata={"reasons": dg.JsonMetadataValue(verdict.reasons)}
    )


def quality_table(settings: Settings, name: str) -> pl.DataFrame:
    """Read one table of the schema `quality`."""
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return connection.sql(f"select * from quality.{name}").pl()
