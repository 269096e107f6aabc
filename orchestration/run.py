"""One run of the pipeline in this process, by the same definitions that the Dagster UI loads."""

import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "yes")

import dagster as dg

from orchestration import last_run
from orchestration.definitions import defs
from orchestration.intake import read_verdicts
from orchestration.period import Period
from orchestration.resources import RunSettings, partition_key
from orchestration.settings import Settings

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


class Busy(Exception):
    """Another run works on the same data root."""


@dataclass
class Outcome:
    """How a run ended. `seconds`: by step, in order; `refused`: gate → reasons; `faults`: errors of ours.

    `tolerated`: known defects that the gates let pass; `made_up_for`: deliveries refused in whose place a newer one is.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    tolerated: list[str] = field(default_factory=list)
    made_up_for: list[str] = field(default_factory=list)

    @property
    def succeeded(self) -> bool:
        """Whether every step ran and every gate passed."""
        return not self.refused and not self.faults

    @property
    def known(self) -> list[str]:
        """What is to be known of a run that succeeded, a sentence each."""
        replaced = (f"{name} a fost refuzată; o livrare mai nouă îi ține locul." for name in self.made_up_for)
        return [*self.tolerated, *replaced]


def run(
    settings: Settings,
    first: Period,
    last: Period,
    on_step: Callable[[str], None] = lambda _: None,
    inputs: str | None = None,
) -> Outcome:
    """Compute the quarters from `first` to `last`; `on_step` is called with a step's name when it starts.

    `inputs`: their digest (`last_run`), where the caller has made it already.
    """
    settings.make_root()
    keys = {
        "dagster/asset_partition_range_start": partition_key(first),
        "dagster/asset_partition_range_end": partition_key(last),
    }
    resources = RunSettings(
        data=str(settings.data), landing=str(settings.landing), as_of=settings.as_of.isoformat()
    )
    job = dg.Definitions(
        assets=defs.assets,
        asset_checks=defs.asset_checks,
        jobs=defs.jobs,
        resources={"run_settings": resources},
    ).resolve_job_def("quarter")
    with _alone(settings.data), _instance() as instance:
        inputs = inputs or last_run.inputs(settings, first, last)
        last_run.forget(settings)
        run_id = dg._core.utils.make_new_run_id()
        instance.add_event_listener(run_id, lambda entry: _announce(entry, on_step))
        result = job.execute_in_process(
            instance=instance, run_id=run_id, tags=keys, run_config=QUIET, raise_on_error=False
        )
        outcome = _outcome(result)
        if outcome.succeeded:
            outcome.made_up_for = read_verdicts(settings).filter("refused")["name"].to_list()
            last_run.remember(settings, last, inputs, outcome.known)
    return outcome


def _announce(entry: dg.EventLogEntry, on_step: Callable[[str], None]) -> None:
    if (
        entry.dagster_event
        and entry.dagster_event.event_type == dg.DagsterEventType.STEP_START
        and entry.step_key
    ):
        on_step(entry.step_key)


def _outcome(result: dg.ExecuteInProcessResult) -> Outcome:
    outcome = Outcome()
    for event in result.all_events:
        if event.event_type == dg.DagsterEventType.STEP_SUCCESS:
            outcome.seconds[str(event.step_key)] = event.step_success_data.duration_ms / 1000
    for check in result.get_asset_check_evaluations():
        outcome.tolerated += cast(Sequence[str], check.metadata["tolerated"].value)
        if not check.passed:
            reasons = cast(Sequence[str], check.metadata["reasons"].value)
            outcome.refused[check.check_name] = list(reasons)
    for event in result.get_step_failure_events():
        error = event.step_failure_data.error
        if error and error.cls_name != "DagsterAssetCheckFailedError":
            outcome.faults.append(f"{event.step_key}: {(error.cause or error).message.strip()}")
    return outcome


@contextmanager
def _instance() -> Iterator[dg.DagsterInstance]:
    """Give the instance of DAGSTER_HOME, so that the UI shows the run, else one that lives as long as the run."""
    with (
        dg.DagsterInstance.get()
        if "DAGSTER_HOME" in os.environ
        else dg.DagsterInstance.ephemeral() as instance
    ):
        yield instance


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Hold the data root's lock; raises Busy where another run has it."""
    with (data / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield
