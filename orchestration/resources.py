"""What the assets share: the quarters as partitions, and the run's settings as a resource."""

from datetime import datetime

import dagster as dg

from orchestration.period import BUCHAREST, Period
from orchestration.settings import Settings

FIRST_QUARTER = datetime(2018, 1, 1)  # the pilot in 139 communities began

quarters = dg.TimeWindowPartitionsDefinition(
    start=FIRST_QUARTER, cron_schedule="0 0 1 1,4,7,10 *", timezone=BUCHAREST.key, fmt="%Y-%m-%d"
)
one_run = dg.BackfillPolicy.single_run()


def partition_key(period: Period) -> str:
    """Give the partition of a quarter: its first day."""
    return period.first_day.isoformat()


def period_range(context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext) -> tuple[Period, Period]:
    """Give the first and the last quarter that a run computes: where it names none, the last one that has ended."""
    if context.has_partition_key_range:
        keys = context.partition_key_range
    else:
        newest = str(quarters.get_last_partition_key())
        keys = dg.PartitionKeyRange(newest, newest)
    return Period.of(datetime.fromisoformat(keys.start)), Period.of(datetime.fromisoformat(keys.end))


class RunSettings(dg.ConfigurableResource):
    """Paths and clock of a run; what is left out comes from the environment (`Settings.read`)."""

    data: str | None = None
    landing: str | None = None
    as_of: str | None = None

    def read(self) -> Settings:
        """Give them as the rest of the code knows them."""
        from pathlib import Path

        return Settings.read(
            data=Path(self.data) if self.data else None,
            landing=Path(self.landing) if self.landing else None,
            as_of=datetime.fromisoformat(self.as_of) if self.as_of else None,
        )
