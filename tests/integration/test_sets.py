"""Sets of codes in the models: a bit each."""

from pathlib import Path

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
