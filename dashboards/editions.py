"""Who reads: the public, a county's commission, a council. What has a page in it, and whose rows are its own."""

from dataclasses import dataclass
from typing import Literal, Self

import polars as pl

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

    def has_page(self) -> pl.Expr:
        """Say of each row of `published.places` whether this edition has a page of it."""
        if self.kind == "public":
            return pl.lit(True)
        above = (pl.col("geo_level") == "country") | (pl.col("geo_code") == self.county_code)
        if self.kind == "county":
            return above | (pl.col("county_code") == self.county_code)
        return above | (pl.col("geo_code") == self.siruta)

    def codes(self, published: Published) -> list[str]:
        """List the geo_codes with a page, sorted; KeyError where the edition's own place has no data."""
        published.place(self.home)
        return published.places.filter(self.has_page())["geo_code"].sort().to_list()
