"""The table of all indicators: a table per family, folded away until it is asked for."""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup

from dashboards.catalogue import Catalogue, Indicator
from dashboards.views import Facts
from dashboards.wording import Words

#: from a place to those above it
LEVELS = ["uat", "county", "country"]
About = Callable[[Indicator], Markup]


class Families:
    """The families with what is the same on every page of a language; `about`: an indicator's name as HTML."""

    def __init__(self, text: Words, catalogue: Catalogue, computed: set[tuple[str, str, str]], about: About):
        self._text, self._computed = text, computed
        self._families = catalogue.families()
        self._about = {code: about(meta) for code, meta in catalogue.indicators.items()}

    def tables(self, level: str, known: Sequence[Facts]) -> list[dict[str, Any]]:
        """List the families of a place: name, hint, how many numbers it has, and groups of (name, lines).

        `known`: the facts of the place and of those above it. Indicators that are not computed at its level
        are left out; a family of which nothing is known of any of these places has no groups.
        """
        found = []
        for family in self._families:
            groups = [(name, self._lines(level, members, known)) for name, members in family.groups]
            lines = [line for _, members in groups for line in members]
            told = [line for line in lines if line["row"]["number"]]
            rows = [row for line in lines for row in (line["row"], *line["peers"]) if row]
            if lines:
                total = self._text.counted("indicators", len(lines))
                empty = all(row["status"] == "no_data" for row in rows)
                found.append(
                    {
                        "code": family.code,
                        "name": family.name,
                        "hint": self._text.get(f"hint.{family.code}", ""),
                        "size": self._text("table.size", all=total, told=len(told)),
                        "groups": [] if empty else [(name, members) for name, members in groups if members],
                    }
                )
        return found

    def _lines(
        self, level: str, members: Sequence[Indicator], known: Sequence[Facts]
    ) -> list[dict[str, Any]]:
        """List a group's lines; a row of a place at whose level the indicator is not computed is None."""
        places = list(zip(LEVELS[LEVELS.index(level) :], known, strict=True))
        lines = []
        for code in (meta.indicator for meta in members):
            row, *peers = (
                facts.now(code) if (at, code, "total") in self._computed else None for at, facts in places
            )
            if row:
                lines.append({"about": self._about[code], "row": row, "peers": peers})
        return lines
