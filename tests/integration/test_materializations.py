"""How models become tables: contracts hold, what a run does not finish leaves what was, kept quarters stay."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from worlds import PROJECT

PROFILE = """
small:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: "%s/warehouse.duckdb"}
"""
DESCRIBED = """
models:
  - name: counted
    config: {contract: {enforced: true}}
    columns:
      - {name: place, data_type: varchar, constraints: [{type: not_null}]}
      - {name: people, data_type: bigint}
"""
GOOD = "select 'SM' as place, cast(3 as bigint) as people"
SEED = """
seeds:
  - name: places
    config: {column_types: {name: varchar, people: integer}}
"""
Run = Callable[..., list[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run a project of one model, `counted`, with our macros; gives the messages of what failed."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner

    (tmp_path / "models").mkdir()
    (tmp_path / "profiles.yml").write_text(PROFILE % tmp_path)
    (tmp_path / "models" / "all.yml").write_text(DESCRIBED)

    def one(
        sql: str,
        materialized: str = "table",
        *options: str,
        first_period: str = "2025-Q4",
        command: str = "run",
    ) -> list[str]:
        macros = PROJECT / "dbt_project" / "macros"
        settings = {
            "name": "small",
            "profile": "small",
            "macro-paths": [str(macros)],
            "models": {"+materialized": materialized, "+on_schema_change": "fail"},
            "vars": {"first_period": first_period, "period": "2025-Q4", "records_at_once": 1},
            "flags": {"send_anonymous_usage_stats": False},
        }
        (tmp_path / "dbt_project.yml").write_text(json.dumps(settings))
        (tmp_path / "models" / "counted.sql").write_text(sql)
        folders = ["--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path)]
        quiet = ["--log-level", "none", "--log-level-file", "none"]
        try:
            outcome = dbtRunner().invoke([command, *options, *folders, *quiet])
        finally:
            DuckDBConnectionManager.close_all_connections()
        assert outcome.result is not None, outcome.exception
        return [result.message for result in outcome.result if result.status != "success"]

    return one


def told(root: Path, query: str = "select * from main.counted order by all") -> list[tuple]:
    with duckdb.connect(str(root / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_contract_is_kept(run: Run, tmp_path: Path) -> None:
    assert run(GOOD) == []
    assert told(tmp_path) == [("SM", 3)]
    nullable = (
        "select column_name, is_nullable from duckdb_columns() where table_name = 'counted' order by all"
    )
    assert told(tmp_path, nullable) == [("people", True), ("place", False)]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("select 'SM' as place", "contract"),
        (f"{GOOD}, true as more", "contract"),
        ("select 'SM' as place, 3 as people", "INTEGER"),
        ("select 'SM' as place, cast(3 as bigint) as persons", "contract"),
        ("select cast(null as varchar) as place, cast(3 as bigint) as people", "NOT NULL"),
        ("select 'SM' as place, cast(error('no') as bigint) as people", "no"),
    ],
)
def test_a_broken_contract_fails_and_leaves_what_was(run: Run, tmp_path: Path, sql: str, words: str) -> None:
    assert run(GOOD) == []
    (message,) = run(sql)
    assert words in message
    assert told(tmp_path) == [("SM", 3)]
    assert told(tmp_path, "select table_name from duckdb_tables()") == [("counted",)]


def test_columns_in_another_order_keep_their_places(run: Run, tmp_path: Path) -> None:
    assert run("select cast(3 as bigint) as people, 'SM' as place -- told last") == []
    assert told(tmp_path) == [("SM", 3)]


def test_a_model_becomes_another_kind(run: Run, tmp_path: Path) -> None:
    (tmp_path / "models" / "all.yml").unlink()
    kinds = "select view_name from duckdb_views() where not internal"
    for materialized in ("table", "view", "incremental", "view", "view", "table", "table"):
        assert run("select '2025-Q4' as period, 3 as people -- as told", materialized) == []
        assert told(tmp_path) == [("2025-Q4", 3)]
        assert told(tmp_path, kinds) == ([("counted",)] if materialized == "view" else [])


def test_parts_of_a_union_are_answered_one_after_the_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "models" / "all.yml").unlink()
    parts = "with told as (select 3 as people) select people from told {{{{ union_in_parts() }}}} select {}"
    assert run(parts.format(4)) == []
    assert told(tmp_path) == [(3,), (4,)]
    (message,) = run(parts.format("error('no')"))
    assert "no" in message
    assert told(tmp_path) == [(3,), (4,)]


QUARTERS = """
select unnest(['2025-Q3', '2025-Q4']) as place, cast({} as bigint) as people
"""


def of_run(number: int) -> str:
    """The run's own quarters, as `ref` gives them."""
    return f"select * from ({QUARTERS.format(number)}) as quarters where place >= '{{{{ var('first_period') }}}}'"


def test_quarters_before_stay(run: Run, tmp_path: Path) -> None:
    by_period = DESCRIBED.replace("place", "period")
    (tmp_path / "models" / "all.yml").write_text(by_period)
    first, second = (of_run(number).replace("place", "period") for number in (1, 2))
    assert run(first, "incremental", first_period="2025-Q3") == []
    assert run(second, "incremental") == []
    assert told(tmp_path) == [("2025-Q3", 1), ("2025-Q4", 2)]
    assert run(second, "incremental", first_period="2025-Q3") == []
    assert told(tmp_path) == [("2025-Q3", 2), ("2025-Q4", 2)]
    (message,) = run(f"select *, 1 as more from ({first}) as told", "incremental")
    assert "contract" in message
    (message,) = run(first.replace("cast(1 as bigint)", "cast(error('no') as bigint)"), "incremental")
    assert "no" in message
    assert told(tmp_path) == [("2025-Q3", 2), ("2025-Q4", 2)]
    assert run(first, "incremental", "--full-refresh") == []
    assert told(tmp_path) == [("2025-Q4", 1)]


def test_parts_of_quarters_are_added_one_after_the_other(run: Run, tmp_path: Path) -> None:
    (tmp_path / "models" / "all.yml").write_text(DESCRIBED.replace("place", "period"))
    first, second = (of_run(number).replace("place", "period") for number in (1, 2))
    parts = f"{first} {{{{ union_in_parts() }}}}\n(with told as ({second}) select * from told)"
    assert run(parts, "incremental", first_period="2025-Q3") == []
    assert told(tmp_path) == [("2025-Q3", 1), ("2025-Q3", 2), ("2025-Q4", 1), ("2025-Q4", 2)]
    (message,) = run(parts.replace("cast(2 as bigint)", "cast(error('no') as bigint)"), "incremental")
    assert "no" in message
    assert len(told(tmp_path)) == 4


def test_a_catalogue_is_read_by_the_types_of_its_columns(run: Run, tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "seeds.yml").write_text(SEED)
    places = tmp_path / "seeds" / "places.csv"
    places.write_text('people,name\n3,"Roșia, ""de Sus"""\n,07\n', encoding="utf-8")
    assert run(GOOD, command="seed") == []
    query = "select name, people, typeof(people) from main.places order by people"
    assert told(tmp_path, query) == [('Roșia, "de Sus"', 3, "INTEGER"), ("07", None, "INTEGER")]
    for broken in ("people\n3\n", "people,name\n3\n", "people,name\nthree,Beltiug\n"):
        places.write_text(broken)
        assert len(run(GOOD, command="seed")) == 1
        assert len(told(tmp_path, query)) == 2
