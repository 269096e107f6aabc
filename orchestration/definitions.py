"""All that Dagster knows: assets, gates, the job that runs them all, and when."""

import warnings

import dagster as dg

warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

from orchestration import lake, release, warehouse  # noqa: E402  the warnings are raised while these are imported
from orchestration.resources import RunSettings  # noqa: E402

quarter = dg.define_asset_job("quarter", selection=dg.AssetSelection.all())
quarter_schedule = dg.build_schedule_from_partitioned_job(
    quarter, default_status=dg.DefaultScheduleStatus.STOPPED
)

defs = dg.Definitions(
    assets=[
        lake.deliveries,
        lake.lake,
        warehouse.reference,
        warehouse.staging,
        warehouse.core,
        warehouse.indicators,
        warehouse.published,
        release.site,
        release.latest,
    ],
    asset_checks=[
        lake.gate_1_deliveries,
        warehouse.gate_2_core,
        warehouse.gate_3_indicators,
        release.gate_4_files,
    ],
    jobs=[quarter],
    schedules=[quarter_schedule],
    resources={"run_settings": RunSettings()},
    executor=dg.in_process_executor,  # DuckDB's file has one writer
)
