"""Registers that add up: deliveries of the same quarter stand side by side, and a row replaces that of its key."""

from pathlib import Path

from spor_export import example, write_folder
from worlds import PERIOD, World, build

HEAD = "uat,month,registered,with_benefit\n"


def put(root: Path, name: str, rows: str) -> None:
    path = root / "landing" / "unemployment" / str(PERIOD) / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + rows, encoding="utf-8")


def months(world: World) -> dict[str, int]:
    assert world.outcome.succeeded, (world.outcome.refused, world.outcome.faults)
    return dict(world.sql("select month, registered from core.fct_unemployment order by 1").rows())


def test_months_of_one_quarter_come_one_by_one_or_at_once(tmp_path: Path) -> None:
    write_folder(example(), tmp_path / "landing" / "spor" / str(PERIOD) / "spor")
    put(tmp_path, "october", "136483,2025-10,50,20\n")
    put(tmp_path, "november", "136483,2025-11,51,20\n")
    assert months(build(tmp_path)) == {"2025-10": 50, "2025-11": 51}
    put(tmp_path, "december", "136483,2025-11,55,20\n136483,2025-12,52,20\n")
    assert months(build(tmp_path)) == {"2025-10": 50, "2025-11": 55, "2025-12": 52}
