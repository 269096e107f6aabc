"""Who reads (the public, a county's commission, a council), which pages, and whose rows are its own."""

from dataclasses import dataclass
from typing import Literal, Self

from dashboards.published import Published

COUNTRY = "RO"


@dataclass(frozen=True)
class Edition:
    """An edition of a release. `owner`: the one place whose rows come from `published.restricted`, if any."""

    kind: Literal["public", "county", "council"]
    county_code: str | None = None
    siruta: str | None = None

    @classmethod
    def public(cls) -> Self:
        """Build the edition for everybody."""
        return cls("public")

    @classmethod
    def county(cls, county_code: str) -> Self:
        """Build the edition of a county's commission ('SM')."""
        return cls("county", county_code)

    @classmethod
    def council(cls, siruta: str, county_code: str) -> Self:
        """Build the edition of a council ('136483', 'SM')."""
        return cls("council", county_code, siruta)

    @property
    def owner(self) -> str | None:
        """The geo_code of the place whose small numbers this edition shows; None: nobody's."""
        return {"public": None, "county": self.county_code, "council": self.siruta}[self.kind]

    @property
    def home(self) -> str:
        """The geo_code of the page that opens first."""
        return self.owner or COUNTRY

    def codes(self, published: Published) -> list[str]:
        """List the geo_codes with a page, sorted; KeyError where the edition's own place has no data."""
        places = published.by_code
        if self.home not in places:
            raise KeyError(f"no place with data has the code {self.home}")
        if self.kind == "public":
            return sorted(places)
        above = {COUNTRY, self.county_code, self.siruta}
        whole = self.county_code if self.kind == "county" else None
        return sorted(
            code
            for code, place in places.items()
            if code in above or (whole and place["county_code"] == whole)
        )
