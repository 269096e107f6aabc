"""Fixtures that write a macro's SQL as dbt does and run it on rows of a test's own."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import duckdb
import pytest

from orchestration.settings import DBT_PROJECT

Row = dict[str, Any]


@pytest.fixture(scope="session")
def render(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Give the SQL that dbt makes of a call, `gini('rows', [], 'income', 'weight')`.

    It reads the project's own macros, from a project without models: that parses in a second and in folders that no
    other run writes to.
    """
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    from dbt.cli.main import dbtRunner

    folder = tmp_path_factory.mktemp("dbt")
    project = {"name": "incluziune", "profile": "incluziune", "macro-paths": [str(DBT_PROJECT / "macros")]}
    (folder / "dbt_project.yml").write_text(json.dumps(project))
    options = ["--project-dir", str(folder), "--profiles-dir", str(DBT_PROJECT), "--target", "lint",
               "--log-path", str(folder), "--log-level-file", "none", "--quiet"]  # fmt: skip
    parsed = dbtRunner().invoke(["parse", *options])
    assert parsed.success, parsed.exception

    @cache
    def of(call: str) -> str:
        inline = ["compile", "--inline", "{{ " + call + " }}", "--no-introspect", "--no-populate-cache"]
        outcome = dbtRunner(manifest=parsed.result).invoke([*inline, *options])
        if not outcome.success:
            fault = outcome.exception
            raise ValueError(f"{fault}: {fault.__cause__ or fault.__context__}")
        return str(outcome.result.results[-1].node.compiled_code)

    return of


@pytest.fixture(scope="session")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


@pytest.fixture(scope="session")
def query(render: Callable[[str], str], database: duckdb.DuckDBPyConnection) -> Callable[..., list[Row]]:
    """Run a macro over the table `rows`, of these columns (`k int, n int`) and rows; give a dict a row."""

    def run(call: str, columns: str, rows: Sequence[Sequence[Any]]) -> list[Row]:
        statement = render(call)
        database.execute(f"create or replace table rows ({columns})")
        if rows:
            types = [column.split(" ")[1] for column in columns.split(", ")]
            each = ", ".join(f"unnest(cast(${i + 1} as {kind}[]))" for i, kind in enumerate(types))
            database.execute(f"insert into rows select {each}", [list(c) for c in zip(*rows, strict=True)])
        found = database.execute(f"select * from ({statement}) order by all")
        keys = [column[0] for column in found.description]
        return [dict(zip(keys, row, strict=True)) for row in found.fetchall()]

    return run


@pytest.fixture(scope="session")
def value(render: Callable[[str], str], database: duckdb.DuckDBPyConnection) -> Callable[..., float | None]:
    """Give what a scalar macro gives for arguments, numbers or None, by name."""

    def run(call: str, **arguments: float | None) -> float | None:
        columns = ", ".join(f"cast(${name} as double) as {name}" for name in arguments)
        found = database.execute(f"select {render(call)} from (select {columns})", arguments).fetchone()
        assert found is not None
        answer: float | None = found[0]
        return answer

    return run
