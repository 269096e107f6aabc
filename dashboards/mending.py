"""What a place should mend first: what holds most indicators back, then what touches most records."""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import inf
from typing import NamedTuple

from dashboards.doubts import Doubts, Said
from dashboards.rates import ALL, Quarters, Row
from dashboards.trust import Doubt

#: what is told in full; of the rest only what is wrong
IN_FULL = 8


class Fault(NamedTuple):
    """What is to mend. `held`, `warned`: indicators that it withholds or leaves without data, and puts in doubt.

    `rows`: by source how often the rule is broken in the page's quarter; None for what is no rule.
    """

    reason: str
    said: Said
    held: int
    warned: int
    rows: dict[str | None, Row | None]


def faults(
    doubts: Doubts, of: Iterable[Doubt], failing: Mapping[str, Mapping[str, Quarters]], period: str
) -> list[Fault]:
    """List what is to mend in a place, first things first; a rule once, whatever sources break it.

    What did not come is no record, and stands before them; notes, which make no number wrong, come last. Of records
    those of the source count that has most of them.
    """
    held, warned = Counter[str](), Counter[str]()
    rows: dict[str, dict[str | None, Row | None]] = {}
    menders: dict[str, tuple[str, str | None, str | None]] = {}
    for doubt in of:
        key = doubt.reason if doubt.reason in doubts.rules else f"{doubt.reason} {doubt.source}"
        (warned if doubt.status == "warning" else held)[key] += len(doubt.indicators)
        rows.setdefault(key, {})[doubt.source] = None
        menders.setdefault(key, (doubt.reason, doubt.source, doubt.mended_by))
    for source, rules in failing.items():
        for rule, quarters in rules.items():
            row = quarters.get(period)
            if rule != ALL and row and row["failures"] != 0:
                rows.setdefault(rule, {})[source] = row
                menders.setdefault(rule, (rule, source, None))
    found = [
        Fault(menders[key][0], doubts.full(*menders[key]), held[key], warned[key], sources)
        for key, sources in rows.items()
    ]
    return sorted(found, key=_first)


def _first(fault: Fault) -> tuple[int, bool, float, int, str, list[str]]:
    untold = 0 if fault.said.severity else inf
    records = max((row["failures"] or 0) if row else untold for row in fault.rows.values())
    sources = sorted(source or "" for source in fault.rows)
    return -fault.held, fault.said.severity == "note", -records, -fault.warned, fault.reason, sources
