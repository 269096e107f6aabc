"""The numbers of an edition as files: data/ for machines, one CSV per place for people."""

from collections.abc import Iterable
from functools import reduce
from pathlib import Path

import polars as pl

from dashboards.catalogue import Catalogue
from dashboards.editions import Edition
from dashboards.published import KEYS, Published, as_text
from dashboards.views import FIXED_CODES, Views
from dashboards.wording import words


class EditionRows:
    """Hand out the rows of `published` that an edition may see, as it sees them."""

    def __init__(self, published: Published) -> None:
        self._published = published
        self._parts = published.indicators.partition_by("geo_code", as_dict=True)
        self._owners = published.restricted.partition_by("geo_code", as_dict=True)

    def of(self, edition: Edition, codes: Iterable[str]) -> pl.DataFrame:
        """Return the rows of these places in the columns of `published.indicators`, sorted by KEYS."""
        if edition.kind == "public":
            return as_text(self._published.indicators)
        columns = self._published.indicators.columns
        frames = [
            (self._owners if code == edition.owner else self._parts)[(code,)].select(columns) for code in codes
        ]
        return as_text(pl.concat(frames).sort(KEYS))


def write_data(rows: pl.DataFrame, folder: Path) -> None:
    """Write indicators.csv (RFC 4180) and indicators.parquet into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    rows.write_csv(folder / "indicators.csv", line_terminator="\r\n")
    rows.write_parquet(folder / "indicators.parquet")


class PeopleCsv:
    """The CSV of a page as Romanian Excel opens it: BOM, semicolons, decimal commas, Romanian heads."""

    def __init__(self, published: Published, views: Views) -> None:
        self._views = views
        self._text = words("ro")
        self._names = {
            row["geo_code"]: self._text.title(row) for row in published.places.iter_rows(named=True)
        }
        catalogue = Catalogue(published, "ro")
        self._order = {code: i for i, code in enumerate([*FIXED_CODES, *catalogue.indicators])}
        self._order |= {code: i for i, code in enumerate(catalogue.indicators)}
        self._words = {
            "name": {code: meta.name for code, meta in catalogue.indicators.items()},
            "breakdown": {part.code: part.name for part in catalogue.breakdowns},
            "category": {code: name for part in catalogue.breakdowns for code, name in part.categories},
        }

    def write(self, code: str, own: bool) -> bytes:
        """Return the file of a place in one view: this quarter first, the earlier ones below."""
        rows = self._views.of(code, own)
        total = "total"
        return rows
