"""Deliveries in, gate 1, lake."""

from collections.abc import Iterator

import dagster as dg

from orchestration.earlier import lake_is_empty
from orchestration.gates import check_result, docs_folder, today
from orchestration.intake import admit, read_verdicts, take_in
from orchestration.resources import RunSettings, one_run, period_range, quarters
from orchestration.sources import SOURCES
from quality.gates import gate_1

RECEIPTS = (
    "deliveries",
    "delivery_counties",
    "delivery_findings",
    "delivery_gone_rows",
    "delivery_missing_columns",
    "delivery_places",
    "delivery_tables",
    "files",
)


@dg.asset(partitions_def=quarters, backfill_policy=one_run, group_name="sources")
def deliveries(context: dg.AssetExecutionContext, run_settings: RunSettings) -> dg.MaterializeResult:
    """Exports of the landing folder, read and judged; what is accepted waits for gate 1."""
    judged = take_in(run_settings.read(), period_range(context)[1], context.log.info)
    refused = sum(not one.accepted for one in judged)
    return dg.MaterializeResult(metadata={"deliveries": len(judged), "refused": refused})


@dg.asset_check(asset=deliveries, blocking=True, name="gate_1")
def gate_1_deliveries(
    context: dg.AssetCheckExecutionContext, run_settings: RunSettings
) -> dg.AssetCheckResult:
    """Stop the run for a delivery that is refused, until a later one makes up for it."""
    settings = run_settings.read()
    docs = docs_folder(settings, context)
    return check_result(gate_1(read_verdicts(settings), lake_is_empty(settings), today(settings), docs), docs)


@dg.multi_asset(
    name="lake",
    specs=[
        dg.AssetSpec(["lake", *path], deps=[deliveries], group_name="lake")
        for path in (
            *((name, table.name) for name, source in SOURCES.items() for table in source.contract.tables),
            *((receipt,) for receipt in RECEIPTS),
        )
    ],
    backfill_policy=one_run,
)
def lake(context: dg.AssetExecutionContext, run_settings: RunSettings) -> Iterator[dg.MaterializeResult]:
    """Accepted rows, pseudonymised, in Parquet."""
    moved = admit(run_settings.read())
    for key in context.selected_asset_keys:
        yield dg.MaterializeResult(asset_key=key, metadata={"new_deliveries": len(moved)})
