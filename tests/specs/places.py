"""Where each spec takes place: in UATs that no other uses, and where its numbers are a county's, in one of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from orchestration.period import Period
from quality.catalogue import seed
from specs.markdown import Spec
from specs.rows import Row, rows

PERIOD = "2025-Q4"
#: counties that hold specs beside each other; all others are for specs of a county's numbers
SHARED = ("SM", "BC", "IS", "CJ")
ONLY = ""
COUNTRY = "RO"


@dataclass
class Country:
    """Specs that one run counts. `homes`: file and place → SIRUTA; `counties`: file → county; `first`: quarter."""

    specs: list[Spec]
    homes: dict[tuple[str, str], str] = field(default_factory=dict)
    counties: dict[str, str] = field(default_factory=dict)
    first: str = PERIOD

    def home(self, spec: Spec, row: Row) -> str:
        """Give the UAT of a row: the place that it names, else the file's first."""
        if not (place := row["place"]):
            return self.first_home(spec)
        if (spec.name, place) not in self.homes:
            raise row.fault(f"there is no place «{place}»")
        return self.homes[spec.name, place]

    def first_home(self, spec: Spec) -> str:
        return next(home for (file, _), home in self.homes.items() if file == spec.name)

    def code(self, spec: Spec, row: Row) -> tuple[str, str]:
        """Give the level and code of the place that a row expects a number of."""
        level = row["geo"] or "uat"
        if level not in ("uat", "county", "country"):
            raise row.fault(f"there is no level «{level}»")
        codes = {"country": COUNTRY, "county": self.counties[spec.name]}
        return level, codes.get(level) or self.home(spec, row)


def countries(specs: Iterable[Spec]) -> list[Country]:
    """Put specs into as few runs as can be: one for all, and one more for each that is a country of its own."""
    together = [spec for spec in specs if not (spec.alone or "country" in _levels(spec))]
    groups = [together] if together else []
    return [_settle(group) for group in [*groups, *([spec] for spec in specs if spec not in together)]]


def _settle(specs: list[Spec]) -> Country:
    country = Country(specs)
    uats = _Uats()
    for spec in specs:
        wanted = {row.text("place"): row.text("kind") for row in rows(spec, "Places")} or {ONLY: "commune"}
        own = "county" in _levels(spec) or spec.of("School drop-out")
        county = uats.county(spec, own=bool(own))
        country.counties[spec.name] = county
        for place, kind in wanted.items():
            country.homes[spec.name, place] = uats.take(county, kind)
    quarters = [row["quarter"] for spec in specs for row in rows(spec, "Expected")]
    country.first = str(min(Period.parse(quarter or PERIOD) for quarter in quarters))
    return country


class _Uats:
    """The UATs that are still free."""

    def __init__(self) -> None:
        self.free: dict[str, dict[str, Iterator[str]]] = {}
        self.used: dict[str, int] = {}
        for county, kind in seed("uats").select("county_code", "kind").unique().rows():
            found = seed("uats").filter(county_code=county, kind=kind)["siruta"]
            self.free.setdefault(county, {})[kind] = iter(found.to_list())
        self.own = iter(sorted(self.free.keys() - {*SHARED, "B"}))

    def county(self, spec: Spec, own: bool) -> str:
        """Give a county: its own, or the first shared one that has not yet taken its share of files."""
        if own:
            return next(self.own)
        county = next(county for county in SHARED if self.used.get(county, 0) < 40)
        self.used[county] = self.used.get(county, 0) + 1
        return county

    def take(self, county: str, kind: str) -> str:
        return next(self.free[county][kind])


def _levels(spec: Spec) -> set[str | None]:
    return {row["geo"] for row in rows(spec, "Expected")}
