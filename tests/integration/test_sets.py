"""Sets of codes in the models: a bit each."""

from pathlib import Path

import duckdb
import pytest
from worlds import PERIOD, settings_of

from orchestration import dbt


@pytest.mark.parametrize(("codes", "fits"), [(128, True), (129, False)])
def test_a_catalogue_with_more_codes_than_bits_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codes: int, fits: bool
) -> None:
    variables, drawn = dbt.variables, [f"doc_{number}" for number in range(codes)]
    monkeypatch.setattr(dbt, "variables", lambda *run: variables(*run) | {"vulnerabilities": drawn})
    command = ["compile", "--select", "dim_vulnerability"]
    if fits:
        results = dbt.run(command, settings_of(tmp_path), str(PERIOD), str(PERIOD))
        compiled = {result.node.name: result.node.compiled_code for result in results}
        assert f"then cast({2**127} as uhugeint)" in compiled["dim_vulnerability"]
    else:
        with pytest.raises(dbt.DbtFault, match="129 codes do not fit into a set of 128 bits"):
            dbt.run(command, settings_of(tmp_path), str(PERIOD), str(PERIOD))


@pytest.mark.parametrize(("codes", "fits"), [(128, True), (129, False)])
def test_a_source_with_more_codes_of_a_kind_than_bits_is_refused(
    tmp_path: Path, codes: int, fits: bool
) -> None:
    results = dbt.run(
        ["compile", "--select", "dim_source_code"], settings_of(tmp_path), str(PERIOD), str(PERIOD)
    )
    with duckdb.connect() as connection:
        connection.execute(
            "attach ':memory:' as warehouse; create schema warehouse.reference; create schema warehouse.core"
        )
        connection.execute(
            "create table warehouse.reference.source_codes as select 'amc' as source, 'C' || number as code, 'context'"
            f" as kind, cast(null as varchar) as vulnerability from range({codes}) as numbers (number)"
        )
        connection.execute(
            "create table warehouse.core.dim_vulnerability"
            " (vulnerability varchar, dimension varchar, own_bit uhugeint)"
        )
        built = connection.sql(results[0].node.compiled_code)
        if fits:
            assert built.aggregate("bit_or(code_bit)").fetchall() == [(2**128 - 1,)]
        else:
            with pytest.raises(duckdb.OutOfRangeException):
                built.fetchall()
