"""The body of a place's page, rendered once per language and view, whatever edition it then stands in."""

from collections.abc import Set
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from dashboards import priorities, sections, trust
from dashboards.catalogue import Catalogue
from dashboards.cells import Cells
from dashboards.charts import Charts
from dashboards.doubts import Doubts
from dashboards.editions import COUNTRY
from dashboards.expected import quality_page
from dashboards.families import Families
from dashboards.formats import quarter
from dashboards.selection import COVERAGE_CODES, DIMENSION_CODES, Selection
from dashboards.signals import Signals
from dashboards.trust import Trust
from dashboards.views import Facts, Views
from dashboards.wording import folded, words


class View(NamedTuple):
    """Whose eyes look at a place: whether its own rows, and its county's, are the owner's."""

    code: str
    own: bool
    own_county: bool


class _Compiled(BytecodeCache):
    """Keeps compiled templates, which are the same in every language and for every part of a release."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._code[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


def environment(**names: Any) -> Environment:
    """Open the templates: autoescape on, an undefined name is an error."""
    env = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        bytecode_cache=_COMPILED,
    )
    env.globals |= {"pc": lambda share: round(share * 100, 1), **names}
    return env


class Bodies:
    """Render bodies of places in one language. The last views asked for are kept, not all.

    `trust`: of all languages together, as it holds no words.
    """

    def __init__(self, selection: Selection, lang: str, version: str, trust: Trust) -> None:
        published = selection.published
        self.lang, self.text = lang, words(lang)
        self.places = published.by_code
        title = quarter(self.text("quarter.title"), selection.period)
        root = "" if lang == "ro" else "../"
        self._env = environment(t=self.text, root=root, version=version, quarter=title, quality=quality_page)
        self.trust, self.doubts = trust, Doubts(published, lang)
        self._views = Views(selection, lang, Cells(self._env.get_template("macros.html.j2").module))
        self.catalogue = Catalogue(published, lang)
        self._signals = Signals(selection, self.catalogue, lang)
        self._computed = selection.computed
        self.charts = Charts(self.text, selection.periods)
        self._deliveries = sections.deliveries(self.text, self.places, published.provenance)
        self.head = lru_cache(maxsize=256)(self._head)
        self.rest = lru_cache(maxsize=256)(self._rest)
        self._row = lru_cache(maxsize=8192)(self._child)
        self._alarm = lru_cache(maxsize=8192)(self._alarms)

    def render(self, template: str, **context: Any) -> Markup:
        """Render a template of this language."""
        return Markup(self._env.get_template(template).render(context))

    def title(self, code: str) -> str:
        """Name a place in full: 'Comuna Acâș, județul Satu Mare'."""
        place = self.places[code]
        county = self.places.get(place["county_code"] or "") if place["geo_level"] == "uat" else None
        return self.text.title(place, self.text.inline(county) if county else None)

    def crumbs(self, code: str) -> list[tuple[str, str]]:
        """List code and name of the places above a place."""
        above = [COUNTRY, self.places[code]["county_code"]] if code != COUNTRY else []
        return [(c, self.text.title(self.places[c])) for c in above if c and c != code and c in self.places]

    def _around(self, view: View) -> tuple[Facts, list[tuple[str, Facts]]]:
        """Return the facts of a place, and (label, facts) of the county and country above it."""
        place, peers = self.places[view.code], []
        if place["geo_level"] == "uat":
            county = self._views.facts(place["county_code"] or "", view.own_county)
            peers.append((self.text("col.county"), county))
        if place["geo_level"] != "country":
            peers.append((self.text("col.country"), self._views.facts(COUNTRY, False)))
        return self._views.facts(view.code, view.own), peers

    def _head(self, view: View) -> Markup:
        facts, peers = self._around(view)
        country = peers[-1][1] if peers else None
        place, title, views = self.places[view.code], self.title(view.code), self._views
        level = str(place["geo_level"])
        between = priorities.sections(self.catalogue, self._computed, level, facts, country)
        dimensions = [(code, self.catalogue.short(code)) for code in ["ALL-00", *DIMENSION_CODES]]
        pooled = self._signals.pooled(view.code) if view.own else {}
        tendencies = self._signals.tendencies(view.code, facts)
        return self.render(
            "head.html.j2",
            place=place,
            title=title,
            crumbs=self.crumbs(view.code),
            lead=sections.lead(self.text, place, views.period, facts, country),
            trust=trust.verdict(self.text, self.trust.states(view.code, view.own)),
            doubts=trust.lines(
                self.text, self.doubts, self.trust.doubts(view.code, view.own)[: trust.IN_BRIEF]
            ),
            rests=self._rests(view.code),
            coverage=[(facts.now(code), self.text(f"coverage.{code}")) for code in COVERAGE_CODES],
            cards=sections.cards(self.text, self.catalogue, facts, country, pooled),
            pooled=bool(pooled),
            peers=peers,
            priorities=between,
            labels=sections.labels(
                self.text("col.value"), self.text("col.of"), *([self.text("col.country")] if peers else [])
            ),
            jumps=sections.jumps(level, list(between)),
            tendencies=bool(tendencies),
            trends=[
                (
                    self.charts.trend(code, name, title, facts, country, tall=code == "ALL-00"),
                    tendencies.get(code),
                )
                for code, name in [*dimensions, ("MUL-00", self.catalogue.short("MUL-00"))]
            ],
            quarters=[quarter(self.text("quarter.short"), period) for period in views.periods],
            history=sections.history(self.catalogue, facts, views.periods),
            comparison=self.charts.comparison(dimensions, [(self.text.title(place), facts), *peers])
            if peers
            else None,
        )

    def _rests(self, code: str) -> str | None:
        """Say on how many UATs the weakest of a county's or the country's numbers rests, if not on all."""
        few = [rests for rests in self.trust.rests(code) if rests.usable < rests.uats]
        return self.doubts.rests(few[0].uats, few[0].usable) if few else None

    def _rest(self, view: View) -> Markup:
        facts, peers = self._around(view)
        heads = [label for label, _ in peers]
        return self.render(
            "rest.html.j2",
            place=self.places[view.code],
            title=self.title(view.code),
            own=view.own,
            peers=heads,
            labels=sections.labels(
                self.text("col.value"), self.text("col.of"), *heads, self.text("col.comparison")
            ),
            families=self._families.tables(
                str(self.places[view.code]["geo_level"]), [facts, *(above for _, above in peers)]
            ),
            parts=sections.parts(self.catalogue, facts),
            deliveries=self._deliveries.get(self.places[view.code]["county_code"], []),
        )

    @cached_property
    def _families(self) -> Families:
        return Families(
            self.text,
            self.catalogue,
            self._computed,
            lambda meta: self.render("about.html.j2", meta=meta),
        )

    @cached_property
    def reference(self) -> Markup:
        """The page of what the indicators mean: one for all places."""
        return self.render("reference.html.j2", families=self.catalogue.families())

    def children(self, code: str, owner: str | None, pages: Set[str]) -> Markup:
        """Render the list of places below: the owner's row in its own view, links where a page is."""
        place, any_name, many = (
            self.places[code],
            self.catalogue.name("ALL-00"),
            self.catalogue.name("MUL-00"),
        )
        return self.render(
            "children.html.j2",
            level=place["geo_level"],
            title=self.text.title(place),
            rows=Markup("\n".join(self._row(c, c == owner, c in pages) for c in self.below.get(code, []))),
            all_name=any_name,
            mul_name=many,
            labels=sections.labels(any_name, self.text("col.comparison"), many, self.text("col.coverage")),
        )

    def attention(self, code: str, pages: Set[str]) -> Markup:
        """Render which UATs of a county lie outside the funnel's limits, as the public sees them all."""
        uats = self.below.get(code, [])
        rows = [row for c in self._signals.first(uats) if (row := self._alarm(c, c in pages))]
        return self.render(
            "attention.html.j2",
            title=self.text.title(self.places[code]),
            rows=Markup("\n".join(rows)),
            tested=not self._signals.tested.isdisjoint(uats),
            labels=sections.labels(
                *(self.text(f"col.{c}") for c in ("indicator", "signal", "share", "limits"))
            ),
        )

    def _alarms(self, code: str, linked: bool) -> Markup:
        facts = self._views.facts(code, False)
        lines = [(line, facts.now(line.indicator)) for line in self._signals.outside[code]]
        return self.render(
            "attention_rows.html.j2",
            name=self._name(code, linked),
            lines=[(line, row) for line, row in lines if row["number"]],
        )

    def _name(self, code: str, linked: bool) -> Markup:
        name = escape(self.text.title(self.places[code]))
        return Markup('<a href="{}.html">{}</a>').format(code, name) if linked else name

    @cached_property
    def below(self) -> dict[str, list[str]]:
        """The places below each county and the country, by name as it sorts without diacritics."""
        below: dict[str, list[str]] = {}
        for code in sorted(self.places, key=lambda c: (folded(self.places[c]["name"] or ""), c)):
            place = self.places[code]
            above = COUNTRY if place["geo_level"] == "county" else place["county_code"]
            if place["geo_level"] != "country" and above:
                below.setdefault(above, []).append(code)
        return below

    def _child(self, code: str, own: bool, linked: bool) -> Markup:
        facts = self._views.facts(code, own)
        return self.render(
            "children_row.html.j2",
            name=self._name(code, linked),
            any=facts.now("ALL-00"),
            multiple=facts.now("MUL-00"),
            coverage=facts.now("COV-01"),
            country=self._views.facts(COUNTRY, False).now("ALL-00"),
        )
