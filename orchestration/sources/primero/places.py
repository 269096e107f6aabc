"""Where a case is: the UAT and county of a SIRUTA code, or of the label `Country::County::Place` that Excel writes."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from quality.catalogue import seed

BETWEEN = "::"
KINDS = re.compile(r"^(?:municipiul|orasul|oras|comuna|satul|judetul)\s+")
Index = dict[tuple[str, str], set[int]]


@dataclass(frozen=True)
class Place:
    """A UAT (SIRUTA) in a county (plate code); no UAT where only the county is known, and it has several."""

    uat: int | None
    county: str


@dataclass(frozen=True)
class Gazetteer:
    """All places by code, and by county and folded name: the UATs, and the localities of UATs."""

    codes: dict[str, Place]
    counties: dict[str, str]
    uats: Index
    localities: Index


def resolve(texts: list[str]) -> dict[str, Place | None]:
    """Give the place of each distinct code or label; null where there is none, or more than one.

    A label that is both a UAT's and another UAT's locality's means the UAT, unless the labels at hand name localities:
    then it could be either.
    """
    known = gazetteer()
    places = {text: known.codes.get(text) for text in texts if BETWEEN not in text}
    parts = {text: _split(known, text) for text in texts if BETWEEN in text}
    deep = any(
        part and part[1] and not _named(known.uats, part[0], part[1][0]) and _place(known, *part, deep=True)
        for part in parts.values()
    )
    return places | {text: _place(known, *part, deep) if part else None for text, part in parts.items()}


@cache
def gazetteer() -> Gazetteer:
    """Read the places of `seeds/`."""
    codes: dict[str, Place] = {}
    counties: dict[str, str] = {}
    uats: Index = {}
    localities: Index = {}
    by_county = dict(seed("uats").group_by("county_code").agg("siruta").rows())
    for row in seed("counties").iter_rows(named=True):
        own = by_county[row["county_code"]]
        place = Place(int(own[0]) if len(own) == 1 else None, row["county_code"])
        codes[row["siruta"]] = codes[row["county_code"]] = place
        counties |= dict.fromkeys(_spellings(row["name"]), row["county_code"])
    for row in seed("uats").iter_rows(named=True):
        codes[row["siruta"]] = Place(int(row["siruta"]), row["county_code"])
        for name in _spellings(row["name"]):
            uats.setdefault((row["county_code"], name), set()).add(int(row["siruta"]))
    for row in seed("localities").iter_rows(named=True):
        place = codes[row["uat_siruta"]]
        codes[row["siruta"]] = place
        for name in _spellings(row["name"]):
            localities.setdefault((place.county, name), set()).add(int(row["uat_siruta"]))
    return Gazetteer(codes, counties, uats, localities)


def _split(known: Gazetteer, label: str) -> tuple[str, list[str]] | None:
    """Give the county's code and the names below it; null where the label does not name a county."""
    _, county, *names = label.split(BETWEEN)
    codes = {known.counties[name] for name in _spellings(county) if name in known.counties}
    return (codes.pop(), names) if len(codes) == 1 else None


def _place(known: Gazetteer, county: str, names: list[str], deep: bool) -> Place | None:
    if not names or known.codes[county].uat:
        return known.codes[county]
    found = _named(known.uats, county, names[0])
    below = _named(known.localities, county, names[-1])
    if len(names) > 1 and found & below:
        found &= below
    elif deep or not found:
        found |= below
    return Place(next(iter(found)) if len(found) == 1 else None, county)


def _named(index: Index, county: str, name: str) -> frozenset[int]:
    return frozenset(uat for spelling in _spellings(name) for uat in index.get((county, spelling), ()))


def _spellings(name: str) -> set[str]:
    """Give a name without case, marks, blanks and its kind, both as with â and as with î: Acâș is also Acîș."""
    lower = name.lower()
    return {_bare(lower.replace("â", vowel)) for vowel in ("ai" if "â" in lower else "a")}


def _bare(name: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign))
    return "".join(sign for sign in KINDS.sub("", plain.strip()) if sign.isalnum())
