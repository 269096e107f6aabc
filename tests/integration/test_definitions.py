"""The asset graph, so that a change of it is seen in review, and the gates' places in it."""

from datetime import datetime
from pathlib import Path

import dagster as dg

from orchestration.definitions import defs
from orchestration.period import BUCHAREST, Period
from orchestration.resources import period_range

SNAPSHOT = Path(__file__).parent.parent / "snapshots" / "assets.txt"


def graph_text() -> str:
    """One line an asset: its key, then what it is made from."""
    graph = defs.resolve_asset_graph()
    lines = []
    for key in sorted(graph.get_all_asset_keys(), key=lambda key: key.path):
        if graph.get(key).is_materializable:
            parents = sorted(parent.to_user_string() for parent in graph.get(key).parent_keys)
            lines.append(f"{key.to_user_string()} <- {', '.join(parents)}".rstrip(" <-"))
    return "\n".join(lines) + "\n"


def test_the_graph_is_the_one_reviewed() -> None:
    """Where it should change: write `graph_text()` into the snapshot, and look at the difference."""
    assert graph_text() == SNAPSHOT.read_text(encoding="utf-8")


def test_every_layer_lies_behind_its_gate() -> None:
    graph = defs.resolve_asset_graph()
    checks = {key.name: key.asset_key for key in graph.asset_check_keys}
    assert set(checks) == {"gate_1", "gate_2", "gate_3", "gate_4"}
    behind = {"gate_1": "lake", "gate_2": "indicators", "gate_3": "published", "gate_4": "latest"}
    for gate, layer in behind.items():
        assert graph.get(dg.AssetCheckKey(checks[gate], gate)).blocking
        heads = [key for key in graph.get_all_asset_keys() if key.path[0] == layer]
        ancestors = set().union(*(graph.get_ancestor_asset_keys(key) for key in heads))
        assert checks[gate] in ancestors, (gate, layer)


def test_nothing_of_the_site_reads_past_published() -> None:
    graph = defs.resolve_asset_graph()
    parents = {parent.path[0] for parent in graph.get(dg.AssetKey("site")).parent_keys}
    assert parents == {"published"}


def test_each_layer_is_one_step_so_that_a_gate_can_stop_it() -> None:
    steps = {
        assets.op.name: {key.path[0] for key in assets.keys} for assets in defs.assets if len(assets.keys) > 1
    }
    assert steps["core"] == {"core", "quality"}
    assert steps["indicators"] == {"indicators", "quality"}
    assert steps["published"] == {"published"}


def test_only_what_keeps_quarters_has_them_as_partitions() -> None:
    graph = defs.resolve_asset_graph()
    by_quarter = {key.to_user_string() for key in graph.get_all_asset_keys() if graph.get(key).is_partitioned}
    assert {"deliveries", "core/record_quarter_state", "published/indicators", "site", "latest"} <= by_quarter
    assert not by_quarter & {"lake/amc/beneficiaries", "reference/uats", "core/fct_need", "published/places"}


def test_a_run_that_names_no_quarter_computes_the_last_one_that_has_ended() -> None:
    ended = Period.of(datetime.now(BUCHAREST)).shift(-1)
    assert period_range(dg.build_asset_context()) == (ended, ended)
    named = dg.build_asset_context(partition_key_range=dg.PartitionKeyRange("2025-01-01", "2025-07-01"))
    assert period_range(named) == (Period(2025, 1), Period(2025, 3))
