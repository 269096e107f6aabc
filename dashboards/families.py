"""The table of all indicators: a table per family, folded away until it is asked for."""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from dashboards.catalogue import Catalogue, Indicator
from dashboards.views import Facts
from dashboards.wording import Words

About = Callable[[Indicator], Markup]


class Families:
    """The families with what is the same on every page of a language; `about`: an indicator's name as HTML."""

    def __init__(self, text: Words, catalogue: Catalogue, computed: set[tuple[str, str, str]], about: About):
        self._text, self._computed = text, computed
        self._families = [
            (
                family,
                [(name, [(meta.indicator, about(meta)) for meta in members]) for name, members in groups],
            )
            for family in catalogue.families()
            for groups in [family.groups]
        ]

    def tables(self, level: str, facts: Facts, peers: Sequence[Facts]) -> list[dict[str, Any]]:
        """List the families of a place: name, hint, how many numbers it has, and groups of (name, lines).

        Indicators that are not computed at its level are left out; a family of which nothing is known of the
        place nor of those above it has no groups.
        """
        found = []
        for family, groups in self._families:
            lines = [(name, self._lines(level, members, facts, peers)) for name, members in groups]
            listed = [line for _, members in lines for line in members]
            told = [line for line in listed if line["row"]["number"]]
            rows = [row for line in listed for row in (line["row"], *line["peers"])]
            known = any(row["status"] != "no_data" for row in rows)
            if listed:
                total = self._text.counted("indicators", len(listed))
                found.append(
                    {
                        "code": family.code,
                        "name": family.name,
                        "hint": self._text.get(f"hint.{family.code}", ""),
                        "size": self._text("table.size", all=total, told=len(told)),
                        "groups": [(name, members) for name, members in lines if members] if known else [],
                    }
                )
        return found

    def _lines(
        self, level: str, members: Sequence[tuple[str, Markup]], facts: Facts, peers: Sequence[Facts]
    ) -> list[dict[str, Any]]:
        return [
            {"about": about, "row": facts.now(code), "peers": [peer.now(code) for peer in peers]}
            for code, about in members
            if (level, code, "total") in self._computed
        ]
