"""dbt's layers as assets: one `@dbt_assets` each, which is one step to Dagster; a gate stands between two."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets

from orchestration import dbt
from orchestration.gates import check_result, docs_folder, placed_failures, quality_table, today
from orchestration.resources import RunSettings, one_run, period_range, quarters
from quality.gates import gate_2, gate_3


class Translator(DagsterDbtTranslator):
    """Asset keys say layer and name: `core/dim_person`; a dbt source is the lake's asset."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Give the key of a model, seed or source."""
        if dbt_resource_props["resource_type"] != "source":
            return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["alias"]])
        source, name = dbt_resource_props["source_name"], dbt_resource_props["name"]
        return dg.AssetKey(["lake", name] if source == "lake" else ["lake", source, name])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Group by layer."""
        return str(dbt_resource_props["schema"])

    def get_partitions_def(
        self, dbt_resource_props: Mapping[str, Any]
    ) -> dg.PartitionsDefinition[str] | None:
        """Give the quarters to a model that keeps them; any other is of all deliveries, whatever the quarter."""
        keeps = dbt_resource_props["config"].get("materialized") == "incremental"
        return quarters if keeps else None


TRANSLATOR = Translator(settings=DagsterDbtTranslatorSettings(enable_asset_checks=False))


def _layer(name: str, select: str, *command: str) -> dg.AssetsDefinition:
    @dbt_assets(
        manifest=dbt.manifest_path(),
        name=name,
        select=select,
        dagster_dbt_translator=TRANSLATOR,
        backfill_policy=one_run,
    )
    def build(context: dg.AssetExecutionContext, run_settings: RunSettings) -> Iterator[dg.MaterializeResult]:
        first, last = period_range(context)
        for result in dbt.run(
            [*command, "--select", *select.split()], run_settings.read(), str(first), str(last)
        ):
            key = TRANSLATOR.get_asset_key(result.node.to_dict())
            yield dg.MaterializeResult(asset_key=key, metadata={"seconds": round(result.execution_time, 3)})

    return build


reference = _layer("reference", "resource_type:seed", "seed", "--full-refresh")
staging = _layer("staging", "fqn:incluziune.staging.*", "run")
core = _layer(
    "core",
    "fqn:incluziune.core.* fqn:incluziune.quality.gate_2.* fqn:incluziune.quality.linkage.* "
    "fqn:incluziune.quality.reconciliation.* fqn:incluziune.quality.frames.* fqn:incluziune.quality.rules.* "
    "fqn:incluziune.quality.reporting.*",
    "run",
)
indicators = _layer(
    "indicators",
    "fqn:incluziune.indicators.* fqn:incluziune.quality.gate_3.* fqn:incluziune.quality.verdict.*",
    "run",
)
published = _layer("published", "fqn:incluziune.published.*", "run")


@dg.asset_check(asset=dg.AssetKey(["quality", "core_failures"]), blocking=True, name="gate_2")
def gate_2_core(context: dg.AssetCheckExecutionContext, run_settings: RunSettings) -> dg.AssetCheckResult:
    """Stop the run where keys or references fail, rows went missing, or a county's people shrank."""
    settings = run_settings.read()
    docs = docs_folder(settings, context)
    failures = placed_failures(settings, "core_failures")
    return check_result(
        gate_2(failures, quality_table(settings, "delivery_volume"), today(settings), docs), docs
    )


@dg.asset_check(asset=dg.AssetKey(["quality", "indicator_failures"]), blocking=True, name="gate_3")
def gate_3_indicators(
    context: dg.AssetCheckExecutionContext, run_settings: RunSettings
) -> dg.AssetCheckResult:
    """Stop the run where a share is out of range, parts do not add up, or too much is withheld."""
    settings = run_settings.read()
    docs = docs_folder(settings, context)
    failures = placed_failures(settings, "indicator_failures")
    return check_result(
        gate_3(failures, quality_table(settings, "withheld_share"), today(settings), docs), docs
    )
