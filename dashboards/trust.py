"""Whether the numbers of a place can be used: how many in each state, why others cannot, on how many UATs they rest."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

import polars as pl

from dashboards.doubts import Doubts, Said
from dashboards.selection import DOUBT, RESTS, SHARE, Selection
from dashboards.wording import Words

#: what stands in the place of a number, or with it, in the order in which it is told
STATES = ["published", "warning", "withheld", "suppressed", "no_data"]
#: the gravest doubt first
_GRAVITY = {"withheld": 0, "no_data": 1, "warning": 2}
#: reasons that the box on a place's page names; its page of quality has them all
IN_BRIEF = 3


class Doubt(NamedTuple):
    """A reason why indicators of a place are in doubt; `uats`, `usable`: of the one that rests on fewest."""

    status: str
    reason: str
    source: str | None
    mended_by: str | None
    indicators: list[str]
    uats: int | None
    usable: int | None


class Rests(NamedTuple):
    """Indicators that rest on as many UATs of a place, a share of those that count."""

    usable: int
    uats: int
    share: float
    indicators: list[str]


class Trust:
    """Totals of the page's quarter by place, as the public sees them or their owner does."""

    def __init__(self, selection: Selection) -> None:
        self._selection = selection

    def states(self, code: str, own: bool) -> Counter[str]:
        """Count a place's indicators by state."""
        return (self._own_states if own else self._public_states).get(code, Counter())

    def doubts(self, code: str, own: bool) -> list[Doubt]:
        """List why indicators are in doubt: what withholds most of them first."""
        return (self._own_doubts if own else self._public_doubts).get(code, [])

    def rests(self, code: str) -> list[Rests]:
        """List on how many UATs the indicators of a county or the country rest, the fewest first."""
        return self._rests.get(code, [])

    @cached_property
    def _public_states(self) -> dict[str, Counter[str]]:
        return self._states(own=False)

    @cached_property
    def _own_states(self) -> dict[str, Counter[str]]:
        return self._states(own=True)

    @cached_property
    def _public_doubts(self) -> dict[str, list[Doubt]]:
        return self._doubts(own=False)

    @cached_property
    def _own_doubts(self) -> dict[str, list[Doubt]]:
        return self._doubts(own=True)

    def _totals(self, own: bool) -> pl.DataFrame:
        now = pl.col("period") == self._selection.period
        return self._selection.rows(own).filter(now, pl.col("breakdown") == "total")

    def _states(self, own: bool) -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for code, status, count in self._totals(own).group_by("geo_code", "status").len().iter_rows():
            found.setdefault(code, Counter())[status] = count
        return found

    def _doubts(self, own: bool) -> dict[str, list[Doubt]]:
        rows = self._totals(own).filter(pl.col("reason").is_not_null())
        fewest = pl.col("uats_usable").arg_min()
        groups = rows.group_by("geo_code", "status", *DOUBT).agg(
            pl.col("indicator").sort(), *(pl.col(name).get(fewest, null_on_oob=True) for name in RESTS)
        )
        found: dict[str, list[Doubt]] = {}
        for code, status, reason, source, mended_by, indicators, uats, usable in groups.iter_rows():
            doubt = Doubt(status, reason, source, mended_by, indicators, uats, usable)
            found.setdefault(code, []).append(doubt)
        return {code: sorted(doubts, key=_gravity) for code, doubts in found.items()}

    @cached_property
    def _rests(self) -> dict[str, list[Rests]]:
        rows = self._totals(own=False).filter(
            pl.col(SHARE).is_not_null(), pl.col("geo_level") != "uat", pl.col("status") != "no_data"
        )
        groups = rows.group_by("geo_code", *RESTS, SHARE).agg(pl.col("indicator").sort())
        found: dict[str, list[Rests]] = {}
        for code, uats, usable, share, indicators in groups.iter_rows():
            found.setdefault(code, []).append(Rests(usable, uats, share, indicators))
        return {code: sorted(rests, key=lambda r: (r.share, r.uats)) for code, rests in found.items()}


def _gravity(doubt: Doubt) -> tuple[Any, ...]:
    return _GRAVITY[doubt.status], -len(doubt.indicators), doubt.reason, doubt.source or ""


class Line(NamedTuple):
    """A doubt as pages tell it."""

    status: str
    brief: str
    counted: str
    indicators: list[str]
    said: Said


def verdict(text: Words, states: Counter[str]) -> str:
    """Say in a sentence whether the numbers of a place can be used."""
    shown = states["published"] + states["warning"]
    counted = {state: text.counted("indicators", states[state]) for state in STATES}
    if states["withheld"]:
        said = [text("usable.part" if shown else "usable.none", **counted)]
        said += [text("usable.part.warning", **counted)] if states["warning"] else []
        return " ".join(said)
    if shown:
        return text("usable.some" if states["warning"] else "usable.all", **counted)
    return text("usable.hidden" if states["suppressed"] else "usable.empty")


def lines(text: Words, doubts: Doubts, of: Iterable[Doubt]) -> list[Line]:
    """Put doubts into words."""
    return [
        Line(
            doubt.status,
            doubts.brief(doubt.reason, doubt.source, doubt.uats, doubt.usable),
            text.counted("indicators", len(doubt.indicators)),
            doubt.indicators,
            doubts.full(doubt.reason, doubt.source, doubt.mended_by),
        )
        for doubt in of
    ]
