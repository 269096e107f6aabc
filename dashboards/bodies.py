"""The body of a place's page, rendered once per language and view, whatever edition it then stands in."""

import json
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dashboards.catalogue import Catalogue
from dashboards.charts import Charts
from dashboards.editions import COUNTRY
from dashboards.formats import quarter
from dashboards.published import Published
from dashboards.views import COVERAGE_CODES, DIMENSION_CODES, FIXED_CODES, Facts, Views
from dashboards.wording import folded, words

Place = dict[str, str | None]


class View(NamedTuple):
    """Whose eyes look at a place: are its own rows, or those of its county, the owner's?"""

    code: str
    own: bool
    own_county: bool


def environment() -> Environment:
    """Open the templates: autoescape on, an undefined name is an error."""
    folder = FileSystemLoader(Path(__file__).parent / "templates")
    env = Environment(
        loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    env.globals["pc"] = lambda share: round(share * 100, 1)
    return env


class Bodies:
    """Render bodies of places in one language. Bodies of the last views asked for are kept, not all."""

    def __init__(self, published: Published, period: str, lang: str, version: str) -> None:
        self.lang, self.period = lang, period
        self.text = words(lang)
        self.views = Views(published, period, lang)
        self.places: dict[str, Place] = {row["geo_code"]: row for row in published.places.iter_rows(named=True)}
        self.root = "" if lang == "ro" else "../"
        self._published = published
        self._catalogue = Catalogue(published, lang)
        self._charts = Charts(self.text, self.views.periods)
        self._env = environment()
        self._env.globals |= {"t": self.text, "root": self.root, "version": version, "quarter": self.quarter}
        self.head = lru_cache(maxsize=512)(self._head)
        self.rest = lru_cache(maxsize=512)(self._rest)
        self._rows = lru_cache(maxsize=8192)(self._child)

    @cached_property
    def quarter(self) -> str:
        """The page's quarter as a title: 'Trimestrul IV 2025'."""
        return quarter(self.text("quarter.title"), self.period)

    def render(self, template: str, **context: Any) -> Markup:  # noqa: ANN401
        """Render a template of this language."""
        return Markup(self._env.get_template(template).render(context))  # noqa: S704

    def title(self, code: str) -> str:
        """Name a place in full: 'Comuna Acâș, județul Satu Mare'."""
        return self.text.title(self.places[code], self._county_inline(code))

    def _county_inline(self, code: str) -> str | None:
        place = self.places[code]
        county = self.places.get(place["county_code"] or "") if place["geo_level"] == "uat" else None
        return self.text.inline(county) if county else None

    def _crumbs(self, code: str) -> list[tuple[str, str]]:
        above = [COUNTRY, self.places[code]["county_code"]] if code != COUNTRY else []
        return [(c, self.text.title(self.places[c])) for c in above if c and c != code and c in self.places]

    def _around(self, view: View) -> tuple[Facts, list[tuple[str, Facts]]]:
        """Return the facts of a place, and (label, facts) of its county and the country, as far as they are above it."""
        facts, place = self.views.facts(view.code, view.own), self.places[view.code]
        peers = []
        if place["geo_level"] == "uat":
            peers.append((self.text("col.county"), self.views.facts(place["county_code"] or "", view.own_county)))
        if place["geo_level"] != "country":
            peers.append((self.text("col.country"), self.views.facts(COUNTRY, False)))
        return facts, peers

    def _lead(self, view: View, facts: Facts, country: Facts | None) -> str:
        """Say the most important number of a place in one to three sentences."""
        text, row = self.text, facts.now("ALL-00")
        place = text.inline(self.places[view.code])
        when = quarter(text("quarter.of"), self.period)
        if not row["share"]:
            return text(f"lead.{row['status']}", place=place, quarter=when)
        people = text.counted("people", row["denominator"])
        parts = [text("lead.published", place=place, quarter=when, people=people, **row)]
        if country and country.now("ALL-00")["share"] and row["benchmark"] != "not_compared":
            parts.append(text(f"lead.{row['benchmark']}", country=country.now("ALL-00")["share"]))
        multiple = facts.now("MUL-00")
        if multiple["share"]:
            num = text.counted("plain", multiple["numerator"])
            parts.append(text("lead.multiple", num=num, share=multiple["share"]))
        return " ".join(parts)

    def _cards(self, facts: Facts, country: Facts | None) -> list[dict[str, Any]]:
        metas = self._catalogue.indicators
        usual = metas["ALL-00"].population
        cards = []
        for code in ["ALL-00", *DIMENSION_CODES]:
            row, meta = facts.now(code), metas[code]
            own_population = meta.population if meta.population != usual else None
            cards.append(
                {
                    "name": self._catalogue.dimensions.get(meta.dimension or "", meta.name),
                    "row": row,
                    "country": country.now(code) if country else None,
                    "of": f"{row['num']} {self.text('of')} {self.text.counted('plain', row['denominator'])}"
                    if row["share"]
                    else "",
                    "population": own_population,
                    "wide": code == "ALL-00",
                }
            )
        return cards

    def _head(self, view: View) -> Markup:
        facts, peers = self._around(view)
        country = peers[-1][1] if peers else None
        title, name = self.title(view.code), self._catalogue.name
        dimensions = [(code, self._short(code)) for code in ["ALL-00", *DIMENSION_CODES]]
        place_name = self.text.title(self.places[view.code])
        return self.render(
            "head.html.j2",
            place=self.places[view.code],
            title=title,
            crumbs=self._crumbs(view.code),
            lead=self._lead(view, facts, country),
            coverage=[(facts.now(code), self.text(f"coverage.{code}")) for code in COVERAGE_CODES],
            cards=self._cards(facts, country),
            peers=peers,
            trends=[
                self._charts.trend(code, self._short(code), title, facts, country, code == "ALL-00")
                for code in ["ALL-00", *DIMENSION_CODES, "MUL-00"]
            ],
            quarters=[quarter(self.text("quarter.short"), period) for period in self.views.periods],
            history=[
                (name(code), [facts.then(code, period) for period in self.views.periods])
                for code in FIXED_CODES + COVERAGE_CODES
            ],
            comparison=self._charts.comparison(dimensions, [(place_name, facts), *peers]) if peers else None,
        )

    def _short(self, code: str) -> str:
        meta = self._catalogue.indicators[code]
        return self._catalogue.dimensions.get(meta.dimension or "", meta.name)

    @cached_property
    def _groups(self) -> list[tuple[str, list[tuple[str, Markup]]]]:
        """The indicators of each group with their name and explanation, the same on every page."""
        return [
            (name, [(meta.indicator, self.render("about.html.j2", meta=meta)) for meta in members])
            for name, members in self._catalogue.groups()
        ]

    def _rest(self, view: View) -> Markup:
        facts, peers = self._around(view)
        heads = [label for label, _ in peers]
        return self.render(
            "rest.html.j2",
            place=self.places[view.code],
            title=self.title(view.code),
            own=view.own,
            peers=heads,
            labels=self._labels("col.share", "col.of", *heads, "col.comparison"),
            groups=[
                (
                    group,
                    [
                        {"about": about, "row": facts.now(code), "peers": [f.now(code) for _, f in peers]}
                        for code, about in members
                    ],
                )
                for group, members in self._groups
            ],
            parts=[
                {
                    "name": part.name,
                    "categories": [label for _, label in part.categories],
                    "lines": [
                        (self._catalogue.name(i), [facts.now(i, part.code, c) for c, _ in part.categories])
                        for i in FIXED_CODES
                    ],
                }
                for part in self._catalogue.breakdowns
            ],
            deliveries=self._deliveries(view.code),
        )

    def _labels(self, *heads: str) -> str:
        """Hand the column heads to the style sheet, which repeats them beside each value on narrow screens."""
        named = [json.dumps(self.text.get(head, head), ensure_ascii=False) for head in heads]
        return ";".join(f"--c{i}:{name}" for i, name in enumerate(named, 2))

    def _deliveries(self, code: str) -> list[dict[str, str]]:
        county = self.places[code]["county_code"] if code != COUNTRY else None
        return [
            {
                "source": row["source"],
                "county": self.text.title(self.places[row["county_code"]])
                if row["county_code"] in self.places
                else row["county_code"] or "",
                "period": quarter(self.text("quarter.short"), row["delivery_period"]),
                "delivery": row["delivery"],
                "sha256": row["sha256"],
            }
            for row in self._published.provenance.iter_rows(named=True)
            if county is None or row["county_code"] == county
        ]

    def children(self, code: str, owner: str | None, pages: set[str]) -> Markup:
        """Render the list of places below; the owner's row is its own view, places without a page get no link."""
        place = self.places[code]
        below = self._below.get(code, [])
        rows = Markup("\n").join(self._rows(child, child == owner, child in pages) for child in below)
        return self.render(
            "children.html.j2",
            level=place["geo_level"],
            title=self.text.title(place),
            rows=rows,
            all_name=self._catalogue.name("ALL-00"),
            mul_name=self._catalogue.name("MUL-00"),
            labels=self._labels(
                self._catalogue.name("ALL-00"), "col.comparison", self._catalogue.name("MUL-00"), "col.coverage"
            ),
        )

    @cached_property
    def _below(self) -> dict[str, list[str]]:
        """The places below each county and the country, by name as it sorts without diacritics."""
        below: dict[str, list[str]] = {}
        for code in sorted(self.places, key=lambda c: (folded(self.places[c]["name"] or ""), c)):
            place = self.places[code]
            above = COUNTRY if place["geo_level"] == "county" else place["county_code"]
            if place["geo_level"] != "country" and above:
                below.setdefault(above, []).append(code)
        return below

    def _child(self, code: str, own: bool, linked: bool) -> Markup:
        facts = self.views.facts(code, own)
        name = escape(self.text.title(self.places[code]))
        return self.render(
            "children_row.html.j2",
            name=Markup('<a href="{}.html">{}</a>').format(code, name) if linked else name,
            any=facts.now("ALL-00"),
            multiple=facts.now("MUL-00"),
            coverage=facts.now("COV-01"),
            country=self.views.facts(COUNTRY, False).now("ALL-00"),
        )
