"""What became of broken exports, counted by source and by kind of damage, for the end of the tests' output."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from amc_export import balanced

from orchestration.sources.delivery import Reading
from quality.rules import RULES, Effect


class Outcome(StrEnum):
    """What became of a broken export, the gravest that holds."""

    CRASHED = "crashed"
    LOST = "row lost"
    UNSEEN = "unseen"
    REFUSED = "refused"
    ROWS = "rows refused"
    FIELDS = "fields emptied"
    NOTED = "noted"
    HARMLESS = "harmless"


#: what must not be
FAULTS = (Outcome.CRASHED, Outcome.LOST, Outcome.UNSEEN)
NUMBERED = {"id", "case_id"}


def outcome(reading: Reading, plain: Reading) -> Outcome:
    """Say what became of a broken export; `plain`: what is read of the good one."""
    if not balanced(reading):
        return Outcome.LOST
    if not reading.accepted:
        return Outcome.REFUSED
    new = told(reading) - told(plain)
    effects = {RULES[rule].effect for rule, file, *_ in new if file}
    for effect, result in (
        (Effect.REFUSES_ROW, Outcome.ROWS),
        (Effect.EMPTIES_FIELD, Outcome.FIELDS),
        (Effect.NOTE, Outcome.NOTED),
    ):
        if effect in effects:
            return result
    return Outcome.HARMLESS if content(reading) == content(plain) else Outcome.UNSEEN


def told(reading: Reading) -> Counter[tuple[str | None, ...]]:
    """Count what is told, wherever in the file."""
    return Counter(reading.findings.frame().select("rule", "file", "column", "detail").rows())


def content(reading: Reading) -> dict[str, list[str]]:
    """Give the rows that go into the lake, in no order, and what the delivery says of itself.

    Entries of Primero's subforms have no key: they are numbered as they are read.
    """
    rows = {
        name: sorted(map(repr, (table.drop("id") if set(table.columns) >= NUMBERED else table).rows()))
        for name, table in reading.entities.items()
    }
    return rows | {"": [reading.kind, str(reading.since), *sorted(reading.covered)]}


@dataclass
class Tally:
    """Counts broken exports, each content once. `random`: those with bytes changed at random, by outcome."""

    counts: Counter[tuple[str, str, Outcome]] = field(default_factory=Counter)
    random: Counter[str] = field(default_factory=Counter)
    _seen: set[bytes] = field(default_factory=set)

    def add(self, source: str, kind: str, result: Outcome, files: dict[str, bytes]) -> None:
        """Count one, unless it was there before."""
        if self._is_new(source, files):
            self.counts[source, kind, result] += 1

    def add_random(self, source: str, result: Outcome, files: dict[str, bytes]) -> None:
        """Count one that may have come to values as good as the true ones."""
        if self._is_new(source, files):
            self.random["all"] += 1
            self.random[result] += 1

    def _is_new(self, source: str, files: dict[str, bytes]) -> bool:
        digest = hashlib.sha256(source.encode())
        for name, bytes_ in sorted(files.items()):
            digest.update(f"\0{name}\0{len(bytes_)}\0".encode() + bytes_)
        new = digest.digest() not in self._seen
        self._seen.add(digest.digest())
        return new

    def total(self, *results: Outcome) -> int:
        """Count those of some outcomes, or of all."""
        return sum(n for (_, _, result), n in self.counts.items() if not results or result in results)

    def lines(self) -> list[str]:
        """Give the table: counts by source, then by kind of damage, and outcome."""
        if not self.counts:
            return []
        shown = [result for result in Outcome if result not in FAULTS or self.total(result)]
        width = max(len(name) for key in self.counts for name in key[:2])
        head = "".join(f"{result:>16}" for result in (*shown, "all"))
        lines = []
        for title, place in (("source", 0), ("kind of damage", 1)):
            lines += ["", f"{title:<{width}}{head}"]
            for name in sorted({key[place] for key in self.counts}):
                row = Counter[str]()
                for key, count in self.counts.items():
                    row[key[2]] += count * (key[place] == name)
                cells = [*(row[result] for result in shown), sum(row.values())]
                lines.append(f"{name:<{width}}" + "".join(f"{cell or '':>16}" for cell in cells))
        sums = [*(self.total(result) for result in shown), self.total()]
        lines.append(f"{'all':<{width}}" + "".join(f"{cell:>16}" for cell in sums))
        faults = ", ".join(f"{result}: {self.total(result)}" for result in FAULTS)
        lines += ["", f"{self.total() - self.total(Outcome.HARMLESS)} broken exports; {faults}."]
        if self.random:
            names = {result: result.value for result in Outcome} | {Outcome.UNSEEN: "other values as good"}
            found = ", ".join(f"{names[result]}: {self.random[result]}" for result in Outcome)
            lines.append(f"Besides, {self.random['all']} with bytes changed at random; {found}.")
        return lines


TALLY = Tally()
