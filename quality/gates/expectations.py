"""Great Expectations: a suite's bounds as expectations, and its data docs.

No value of a row leaves this module: results are booleans only, and what an expectation that errs has to say is not
kept.
"""

import os
import shutil
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from quality.gates.suite import Bound, GateFault, Suite

os.environ["GX_ANALYTICS_ENABLED"] = "false"
#: suites and last results, as JSON, below the pages that are made of them
RESULTS = ".results"
#: the process that `judging_in` names; empty: this one
_ELSEWHERE: list[Executor] = []
VIEWS = {"module_name": "quality.gates.views"}


@contextmanager
def judging_in(process: Executor) -> Iterator[None]:
    """Hold suites against rows in another process, which loads Great Expectations while this one does other things."""
    process.submit(_load)
    _ELSEWHERE.append(process)
    try:
        yield
    finally:
        _ELSEWHERE.pop()


def outcomes(suite: Suite, rows: pl.DataFrame, docs: Path | None) -> list[bool]:
    """Say of each bound whether all rows keep it.

    Raises GateFault where an expectation errs, and where it holds although rows break the bound, or the other way
    round: NaN is missing to Great Expectations, and above every number to Polars.
    """
    if _ELSEWHERE:
        return _ELSEWHERE[-1].submit(_outcomes, suite, rows, docs).result()
    return _outcomes(suite, rows, docs)


def _load() -> None:
    import great_expectations  # noqa: F401


def _outcomes(suite: Suite, rows: pl.DataFrame, docs: Path | None) -> list[bool]:
    import great_expectations as gx
    import pandas as pd

    context = _context(docs)
    if docs:
        _forget(docs, suite.name)
    asset = context.data_sources.add_pandas(suite.name).add_dataframe_asset("counts")
    expectations = [
        gx.expectations.ExpectColumnValuesToBeBetween(
            column=bound.measure, min_value=bound.least, max_value=bound.most, notes=_notes(bound)
        )
        for bound in suite.bounds
    ]
    expected = context.suites.add_or_update(
        gx.ExpectationSuite(name=suite.name, expectations=expectations, notes=suite.notes)
    )
    numbers = rows.select(pl.selectors.numeric().cast(pl.Float64))
    frame = pd.DataFrame({column.name: column.to_list() for column in numbers}, dtype=float)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame})
    validated = batch.validate(expected, result_format="BOOLEAN_ONLY")
    successes = {}
    for result in validated.results:
        column = result.expectation_config.kwargs["column"]
        if _raised(result.exception_info):
            raise GateFault(f"gate {suite.gate}: the expectation on {column} of {suite.name} errs")
        successes[column] = bool(result.success)
    for bound in suite.bounds:
        if successes[bound.measure] == rows.select(bound.broken().any()).item():
            raise GateFault(f"gate {suite.gate}: does {bound.measure} of {suite.name} hold? Two answers")
    if docs:
        context.build_data_docs(resource_identifiers=_keep(context, suite.name, batch.id, validated))
        shutil.rmtree(docs / "static")  # what its own pages would load
    return [successes[bound.measure] for bound in suite.bounds]


def forget(docs: Path) -> None:
    """Remove what earlier runs left, so that the docs tell of one run."""
    _remove(docs)


def _context(docs: Path | None) -> Any:
    import great_expectations as gx
    from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults

    config = DataContextConfig(store_backend_defaults=InMemoryStoreBackendDefaults())
    if docs:
        stores = {
            "expectations_store": ("ExpectationsStore", "suites"),
            "validation_results_store": ("ValidationResultsStore", "validations"),
        }
        for name, (kind, folder) in stores.items():
            files = _files(docs / RESULTS / folder) | {"filepath_suffix": ".json"}
            config.stores[name] = {"class_name": kind, "store_backend": files}
        config.data_docs_sites = {
            "gates": {
                "class_name": "SiteBuilder",
                "site_index_builder": {
                    "class_name": "DefaultSiteIndexBuilder",
                    "renderer": VIEWS | {"class_name": "SuitesRenderer"},
                    "view": VIEWS | {"class_name": "SuitesView"},
                },
                "site_section_builders": {
                    section: {"view": VIEWS | {"class_name": "OfflinePageView"}}
                    for section in ("expectations", "validations")
                },
                "show_how_to_buttons": False,
                "store_backend": _files(docs),
            }
        }
    context = gx.get_context(mode="ephemeral", project_config=config)
    context.variables.progress_bars = {"globally": False}
    return context


def _files(folder: Path) -> dict[str, str]:
    return {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(folder)}


def _forget(docs: Path, suite: str) -> None:
    for folder in (docs / RESULTS / "validations", docs / "validations"):
        _remove(folder / suite)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _keep(context: Any, suite: str, batch: str, validated: Any) -> list[Any]:
    """Keep a result beside its suite; gives what tells the two apart from those of other suites."""
    from great_expectations.core import RunIdentifier
    from great_expectations.data_context.types.resource_identifiers import (
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    bounds = ExpectationSuiteIdentifier(suite)
    result = ValidationResultIdentifier(
        expectation_suite_identifier=bounds,
        run_id=RunIdentifier(run_name="last", run_time=datetime.now(UTC)),
        batch_identifier=batch,
    )
    context.validation_results_store.set(result, validated)
    return [bounds, result]


def _notes(bound: Bound) -> str:
    return f"{bound.message}: {bound.reason}"


def _raised(info: Any) -> bool:
    if not isinstance(info, dict):
        return False
    return bool(info.get("raised_exception")) or any(_raised(value) for value in info.values())
