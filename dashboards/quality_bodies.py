"""The body of a place's page of data quality, and of the page of the sources, in one language."""

from collections.abc import Mapping, Set
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from dashboards import mending, sections, trust
from dashboards.bodies import Bodies
from dashboards.charts import Chart
from dashboards.editions import COUNTRY
from dashboards.expected import quality_page
from dashboards.formats import formats, quarter
from dashboards.rates import ALL, Quarters, Rates, Row
from dashboards.selection import Selection
from dashboards.trust import STATES

#: indicators that are named one by one; of more, how many of each family
MOST_NAMED = 30


class QualityBodies:
    """Render what pages of quality show; places in one view, the list of places below by the edition's pages."""

    def __init__(self, selection: Selection, bodies: Bodies) -> None:
        self._bodies, self._text, self._period = bodies, bodies.text, selection.period
        self._periods, self._formats = selection.periods, formats(bodies.lang)
        self._rates, self._trust, self._doubts = Rates(selection), bodies.trust, bodies.doubts
        #: the quarters of tables, the newest first: a narrow screen shows but two of them
        self._newest = self._periods[::-1]
        self._heads = [quarter(self._text("quarter.short"), period) for period in self._newest]
        self.page = lru_cache(maxsize=256)(self._page)
        self._row = lru_cache(maxsize=8192)(self._child)
        self._sources = lru_cache(maxsize=64)(self._sources_of)

    @property
    def _counties(self) -> list[str]:
        return self._bodies.below.get(COUNTRY, [])

    def title(self, code: str) -> str:
        """Name the page: 'Calitatea datelor: Comuna Acâș, județul Satu Mare'."""
        return self._text("quality.title", place=self._bodies.title(code))

    def _page(self, code: str, own: bool) -> Markup:
        place, states = self._bodies.places[code], self._trust.states(code, own)
        doubts, failing = self._trust.doubts(code, own), self._rates.failing(code, own)
        rests = self._trust.rests(code)
        faults = [
            (fault, [self._broken(fault.reason, source, row) for source, row in fault.rows.items() if source])
            for fault in mending.faults(self._doubts, doubts, failing, self._period)
        ]
        level = str(place["geo_level"])
        return self._bodies.render(
            "quality.html.j2",
            place=place,
            level=level,
            title=self._bodies.title(code),
            crumbs=[(quality_page(above), name) for above, name in self._bodies.crumbs(code)],
            verdict=trust.verdict(self._text, states),
            states=[(state, states[state]) for state in STATES if states[state]],
            lines=[
                (line, self._named(line.indicators)) for line in trust.lines(self._text, self._doubts, doubts)
            ],
            few=[
                (
                    self._doubts.rests(r.uats, r.usable),
                    self._formats.percent(r.share, 0),
                    r.indicators,
                )
                for r in rests
                if r.usable < r.uats
            ],
            whole=sum(len(r.indicators) for r in rests if r.usable == r.uats),
            faults=faults[: mending.IN_FULL],
            more=faults[mending.IN_FULL :],
            reports=self._reports(code),
            rules=[self._rules(code, own, source) for source in failing],
            hidden=level == "uat" and not own,
            own=own,
            quarters=self._heads,
            labels=sections.labels(*(self._text(f"col.{c}") for c in ("effect", "indicators", "mender"))),
        )

    def _named(self, indicators: list[str]) -> str:
        """Name indicators, or say how many of each family."""
        catalogue = self._bodies.catalogue
        if len(indicators) <= MOST_NAMED:
            return "; ".join(catalogue.name(code) for code in indicators)
        families = [
            (family.name, {m.indicator for _, members in family.groups for m in members})
            for family in catalogue.families()
        ]
        counted = [(name, len(codes.intersection(indicators))) for name, codes in families]
        return "; ".join(f"{name}: {count}" for name, count in counted if count)

    def _broken(self, reason: str, source: str, row: Row | None) -> tuple[str, str | None, str | None]:
        """Name a source, where its rule stands, and how often it is broken: '41 (1,2 % din înregistrări)'."""
        name = self._doubts.source(source)
        if row is None:
            return name, None, None
        if row["failures"] is None:
            count = self._text("mend.hidden")
        else:
            count = self._formats.number(row["failures"])
            of = "" if row["rate"] is None else self._text("mend.share", share=self._share(row["rate"]))
            count = f"{count} {of}".strip()
        return name, f"{source}-{reason}", count

    def _share(self, rate: float) -> str:
        """Write a share with as many decimals as a small one needs; what is there never reads 0 %."""
        least = 0.0001
        if 0 < rate < least:
            return f"< {self._formats.percent(least, 2)}"
        return self._formats.percent(rate, 1 if rate >= 0.01 or rate == 0 else 2)

    def _reports(self, code: str) -> list[dict[str, Any]]:
        """List the sources that tell of a place, with a cell a quarter, and a figure where several are to report."""
        found = []
        for source, quarters in self._rates.reports(code).items():
            name, chart = self._doubts.source(source), None
            cells = [self._reported(quarters.get(period)) for period in self._newest]
            if any(row["expected"] > 1 for row in quarters.values()):
                chart = self._drawn(f"q-{source}", name, code, quarters, "received_rate", "on_time_rate")
            found.append({"source": source, "name": name, "cells": cells, "chart": chart})
        return found

    def _reported(self, row: Row | None) -> tuple[str, str, str]:
        """Give the state of a quarter's reports, its words, and of several a second line."""
        if row is None:
            return "none", self._text("report.none"), ""
        state = _state(row["expected"], row["received"], row["on_time"])
        if row["expected"] == 1:
            return state, self._text(f"report.{state}"), ""
        n = self._formats.number
        rate = self._formats.percent(row["received_rate"], 0)
        said = f"{n(row['received'])} {self._text('of')} {n(row['expected'])} ({rate})"
        return state, said, self._text("report.in_time", n=n(row["on_time"]))

    def _drawn(
        self, name: str, title: str, code: str, quarters: Quarters, value: str, behind: str | None = None
    ) -> Chart:
        """Draw shares over the quarters."""
        rows = [self._point(quarters.get(period), value) for period in self._periods]
        beside = [self._point(quarters.get(period), behind) for period in self._periods] if behind else []
        return self._bodies.charts.rate(name, title, self._bodies.title(code), rows, beside)

    def _point(self, row: Row | None, column: str) -> Row:
        value = row[column] if row else None
        status = (row or {}).get("status", "published") if row else "no_data"
        number = None if value is None else self._share(value)
        return {"value": value, "ci_low": None, "ci_high": None, "status": status, "number": number}

    def _rules(self, code: str, own: bool, source: str) -> dict[str, Any]:
        """Give the rules of a source that a place has broken, the most often broken first, and their figure."""
        rules = self._rates.failing(code, own)[source]
        together = rules.get(ALL, {})
        lines = []
        for rule, quarters in rules.items():
            if rule != ALL:
                cells = [self._cell(quarters.get(p), together.get(p)) for p in self._newest]
                lines.append(
                    (_often(quarters.get(self._period)), rule, self._doubts.full(rule, source), cells)
                )
        name, often = self._doubts.source(source), any(row["failures"] != 0 for row in together.values())
        return {
            "source": source,
            "name": name,
            "chart": self._drawn(f"r-{source}", name, code, together, "rate") if often else None,
            "lines": [line[1:] for line in sorted(lines, key=lambda line: (-line[0], line[1]))],
        }

    def _cell(self, row: Row | None, together: Row | None) -> tuple[str, str]:
        """Give the share of a quarter in which a rule is broken, and the count; nothing came: no data."""
        if row is None:
            return ("0", "") if together else (self._text("symbol.no_data"), "")
        if row["failures"] is None:
            return self._text("status.suppressed"), ""
        count = self._formats.number(row["failures"])
        return (count, "") if row["rate"] is None else (self._share(row["rate"]), count)

    def below(self, code: str, pages: Set[str]) -> Markup:
        """Render the places below a county or the country, those with most numbers withheld first."""
        level = self._bodies.places[code]["geo_level"]

        def order(below: str) -> tuple[int, int]:
            states = self._trust.states(below, False)
            return -states["withheld"], -states["warning"]

        codes = sorted(self._bodies.below.get(code, []), key=order)  # a stable sort: else by name
        heads = [self._text(f"state.{state}") for state in STATES[:3]]
        return self._bodies.render(
            "quality_places.html.j2",
            level=level,
            title=self._text.title(self._bodies.places[code]),
            rows=Markup("\n".join(self._row(c, c in pages) for c in codes)),
            heads=heads,
            labels=sections.labels(*heads, self._text("col.reports"), self._text("col.why")),
        )

    def _child(self, code: str, linked: bool) -> Markup:
        doubts = self._trust.doubts(code, False)
        first = doubts[0] if doubts else None
        return self._bodies.render(
            "quality_places_row.html.j2",
            name=self._name(code, linked),
            states=[self._trust.states(code, False)[state] for state in STATES[:3]],
            due=self._rates.due(code),
            why=self._doubts.brief(first.reason, first.source, first.uats, first.usable) if first else "",
        )

    def _name(self, code: str, linked: bool) -> Markup:
        name = escape(self._text.title(self._bodies.places[code]))
        return Markup('<a href="{}">{}</a>').format(quality_page(code), name) if linked else name

    def sources(self, pages: Set[str]) -> Markup:
        """Render the page of the sources: what the country's tell and do not, by county, and their rules."""
        return self._sources(frozenset(code for code in self._counties if code in pages))

    def _sources_of(self, linked: frozenset[str]) -> Markup:
        reports = {line["source"]: line for line in self._reports(COUNTRY)}
        failing = self._rates.failing(COUNTRY, False)
        parts = [
            {
                "source": source,
                "name": self._doubts.sources[source],
                "report": reports.get(source),
                "counties": Markup("\n").join(
                    filter(None, (self._reporting_row(source, c, c in linked) for c in self._counties))
                ),
                "rules": self._rules(COUNTRY, False, source) if source in failing else None,
            }
            for source in self._rates.order
            if source in reports or source in failing
        ]
        labels = [self._text(f"col.{column}") for column in ("expected", "received", "on_time")]
        return self._bodies.render(
            "sources.html.j2",
            parts=parts,
            quarters=self._heads,
            labels=sections.labels(*labels),
            heads=labels,
        )

    def _reporting_row(self, source: str, code: str, linked: bool) -> Markup | None:
        row = self._rates.reports(code).get(source, {}).get(self._period)
        if row is None:
            return None
        name = self._name(code, linked)
        counts: Mapping[str, str] = {
            column: self._formats.number(row[column]) for column in ("expected", "received", "on_time")
        }
        return self._bodies.render("sources_row.html.j2", name=name, row=row, counts=counts)


def _state(expected: int, received: int, on_time: int) -> str:
    if received < expected:
        return "partly" if received else "missing"
    return "on_time" if on_time == expected else "late"


def _often(row: Row | None) -> float:
    """Give by how often a rule is broken it stands in its list: not told before never."""
    if row is None:
        return -1.0
    return float(row["rate"] or row["failures"] or 0)
