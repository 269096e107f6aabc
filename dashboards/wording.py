"""The words of the pages: texts/ro.json and texts/en.json, and the name of a place in a sentence."""

import json
import unicodedata
from functools import cache
from pathlib import Path

from dashboards.formats import formats
from dashboards.published import Place

_TEXTS = Path(__file__).parent / "texts"
CAPITAL = "B"


class Words:
    """Texts of one language by dotted key; a missing key raises KeyError."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self.texts: dict[str, str] = json.loads((_TEXTS / f"{lang}.json").read_text("utf-8"))

    def __call__(self, key: str, **fields: object) -> str:
        """Return the text of a key, its {fields} filled in."""
        return self.texts[key].format(**fields) if fields else self.texts[key]

    def get(self, key: str, default: str) -> str:
        """Return the text of a key that comes from data, or the default."""
        return self.texts.get(key, default)

    def counted(self, noun: str, count: int) -> str:
        """Write a count with its noun in the right plural: '19 persoane', '20 de persoane'."""
        number = formats(self.lang)
        key = f"{noun}.{number.plural(count)}"
        return self(key if key in self.texts else f"{noun}.other", n=number.number(count))

    def unit(self, unit: str, name: str, value: float, decimals: int) -> str:
        """Write a unit as it stands behind a number: 'de gospodării' behind 182, 'gospodării' behind 5 and 5,2.

        Singulars are texts `unit.<unit>.one`. Units whose first word is among `unit.plain` never take 'de'.
        """
        plural = formats(self.lang).plural(f"{value:.{decimals}f}")
        if plural == "other" and name.split(" ", 1)[0] not in self("unit.plain").split(" "):
            return self("unit.other", unit=name)
        return self.get(f"unit.{unit}.{plural}", name)

    def title(self, place: Place, county: str | None = None) -> str:
        """Name a place with its kind, and its county if given: 'Comuna Acâș, județul Satu Mare'."""
        return self._named("kind", place, county)

    def inline(self, place: Place, county: str | None = None) -> str:
        """Name a place as it stands within a sentence: 'comuna Acâș'."""
        return self._named("inline", place, county)

    def _named(self, form: str, place: Place, county: str | None) -> str:
        kind = "capital" if place["geo_code"] == CAPITAL else place["kind"]
        name = self.get(f"{form}.{kind}", "{name}").format(name=place["name"])
        return name if county is None else self("in_county", place=name, county=county)


@cache
def words(lang: str) -> Words:
    """Return the one Words of a language."""
    return Words(lang)


def folded(name: str) -> str:
    """Take case and diacritics off: 'Acâș' sorts and is found as 'acas'."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
