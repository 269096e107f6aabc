"""What the sections of a page show: facts selected, ordered and put into words, ready for a template."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from dashboards.catalogue import Catalogue
from dashboards.formats import quarter
from dashboards.published import Place
from dashboards.selection import COVERAGE_CODES, DIMENSION_CODES, FIXED_CODES, PEOPLE_BREAKDOWNS
from dashboards.views import Facts, Row
from dashboards.wording import Words

#: counties of one delivery that are named; of more only the number is told
MOST_NAMED = 3


def lead(text: Words, place: Place, period: str, facts: Facts, country: Facts | None) -> str:
    """Say the most important number of a place in one to four sentences."""
    row, name, when = facts.now("ALL-00"), text.inline(place), quarter(text("quarter.of"), period)
    if not row["number"]:
        return text(f"lead.{row['status']}", place=name, quarter=when)
    people = text.counted("people", row["denominator"])
    said = [text("lead.published", place=name, quarter=when, people=people, share=row["number"], **row)]
    beside = country.now("ALL-00")["number"] if country else None
    if beside and row["benchmark"] != "not_compared":
        said.append(text(f"lead.{row['benchmark']}", country=beside))
    if row["status"] == "warning":
        said.append(text("lead.warning", why=row["why"] or text("why.other")))
    multiple = facts.now("MUL-00")
    if multiple["number"]:
        num = text.counted("plain", multiple["numerator"])
        said.append(text("lead.multiple", num=num, share=multiple["number"]))
    return " ".join(said)


def cards(
    text: Words, catalogue: Catalogue, facts: Facts, country: Facts | None, pooled: Mapping[str, Row]
) -> list[dict[str, Any]]:
    """List the headline cards: any vulnerability, then the seven dimensions; `pooled`: four quarters as one."""
    usual = catalogue.indicators["ALL-00"].population
    found = []
    for code in ["ALL-00", *DIMENSION_CODES]:
        row, population = facts.now(code), catalogue.indicators[code].population
        people = text.counted("plain", row["denominator"]) if row["number"] else ""
        found.append(
            {
                "name": catalogue.short(code),
                "row": row,
                "country": country.now(code) if country else None,
                "of": f"{row['num']} {text('of')} {people}",
                "population": population if population != usual else None,
                "wide": code == "ALL-00",
                "pooled": _pooled(text, pooled[code]) if code in pooled else None,
            }
        )
    return found


def _pooled(text: Words, row: Row) -> str:
    """Say four quarters as one; the count is of different people."""
    people = text.counted("plain", row["denominator"])
    interval = row["interval"].replace("–", "\u2060–\u2060")  # stays on one line
    return text("cards.pooled", share=row["number"], interval=interval, people=people)


def history(catalogue: Catalogue, facts: Facts, periods: Sequence[str]) -> list[tuple[str, list[Row]]]:
    """List (name, one row per quarter) of the fixed codes and of coverage."""
    return [
        (catalogue.name(code), [facts.then(code, period) for period in periods])
        for code in FIXED_CODES + COVERAGE_CODES
    ]


def parts(catalogue: Catalogue, facts: Facts) -> list[dict[str, Any]]:
    """List the tables by sex, age and area: a line per fixed code, a column per category."""
    breakdowns = [catalogue.breakdowns[code] for code in PEOPLE_BREAKDOWNS if code in catalogue.breakdowns]
    return [
        {
            "name": part.name,
            "categories": [label for _, label in part.categories],
            "lines": [
                (catalogue.name(code), [facts.now(code, part.code, c) for c, _ in part.categories])
                for code in FIXED_CODES
            ],
        }
        for part in breakdowns
    ]


def deliveries(
    text: Words, places: Mapping[str, Place], provenance: pl.DataFrame
) -> dict[str | None, list[dict[str, str]]]:
    """List the deliveries behind each county, and behind None, the country, each once with its counties."""
    found: dict[str | None, list[dict[str, str]]] = {None: []}
    for delivery in provenance.partition_by("source", "delivery", maintain_order=True):
        row = delivery.row(0, named=True)
        counties = delivery["county_code"].drop_nulls().to_list()
        names = [text.title(places[county]) for county in counties if county in places]
        line = {
            "source": row[f"source_{text.lang}"],
            "period": quarter(text("quarter.short"), row["delivery_period"]),
            "delivery": row["delivery"],
            "sha256": row["sha256"],
        }
        several = len(names) > MOST_NAMED
        said = text("source.counties", n=len(counties)) if several else ", ".join(names)
        found[None].append({**line, "county": said})
        for county in counties:
            title = text.title(places[county]) if county in places else county
            found.setdefault(county, []).append({**line, "county": title})
    return found


def jumps(level: str, priorities: Sequence[str]) -> list[tuple[str, str]]:
    """List (id without `h-`, key of its title) of a page's sections; `priorities`: ids of those between."""
    below = [] if level == "uat" else [("places", f"places.title.{level}")]
    below = [("attention", "attention.title"), *below] if level == "county" else below
    beside = [] if level == "country" else [("compare", f"compare.title.{level}")]
    first, rest = (
        [(name, f"{name}.title") for name in names]
        for names in (["cards", *priorities, "trend"], ["table", "parts", "read", "source"])
    )
    return [*first, *beside, *below, *rest]


def labels(*heads: str) -> str:
    """Hand the heads of columns 2, 3, … to the style sheet, which repeats them on narrow screens."""
    named = [json.dumps(head, ensure_ascii=False) for head in heads]
    return ";".join(f"--c{i}:{name}" for i, name in enumerate(named, 2))
