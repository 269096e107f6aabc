"""Write the static site and the open data of each edition of a release."""

import json
import os
import shutil
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

import plotly
from markupsafe import Markup

from dashboards.bodies import Bodies, View
from dashboards.editions import Edition
from dashboards.expected import DESCRIBED, REFERENCE, SOURCES, STATISTICS, quality_page
from dashboards.formats import LANGUAGES
from dashboards.opendata import EditionRows, PeopleCsv, write_data
from dashboards.published import Published
from dashboards.quality_bodies import QualityBodies
from dashboards.selection import Selection
from dashboards.trust import Trust
from dashboards.wording import words

_STATIC = Path(__file__).parent / "static"
_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"


def write_sites(
    published: Published, period: str, editions: Iterable[tuple[Edition, Path]], version: str
) -> None:
    """Write each edition into its directory: pages, assets and data/, as `expected_files` names them.

    `period`: the quarter of the pages ('2025-Q4'); `version`: the code's, shown on every page.
    KeyError where an edition's own place has no data. The same input gives the same bytes.
    """
    writer = _Writer(published, period, version)
    with ThreadPoolExecutor(1) as beside:
        data: list[Future[None]] = []
        for edition, directory in editions:
            data.append(beside.submit(writer.data, edition, directory))
            writer.pages(edition, directory)
        for written in data:
            written.result()


class _Writer:
    def __init__(self, published: Published, period: str, version: str) -> None:
        self._published = published
        selection = Selection(published, period)
        self._trust = Trust(selection)
        self._bodies = {lang: Bodies(selection, lang, version, self._trust) for lang in LANGUAGES}
        self._quality = {lang: QualityBodies(selection, bodies) for lang, bodies in self._bodies.items()}
        self._rows = EditionRows(published)
        self._csv = PeopleCsv(selection)
        self._differing = selection.differing()
        self._plotly: Path | None = None

    def data(self, edition: Edition, directory: Path) -> None:
        """Write what is for machines and for Excel; runs beside `pages`, as Polars needs no Python."""
        codes = edition.codes(self._published)
        rows, statistics = self._rows.of(edition, codes), self._rows.statistics(edition)
        write_data(self._published, rows, statistics, directory / "data")
        for code in codes:
            (directory / f"{code}.csv").write_bytes(self._csv.file(code, code == edition.owner))

    def pages(self, edition: Edition, directory: Path) -> None:
        codes = edition.codes(self._published)
        self._assets(edition, directory, codes)
        for lang, bodies in self._bodies.items():
            folder = directory if lang == "ro" else directory / lang
            folder.mkdir(exist_ok=True)
            pages, quality = frozenset(codes), self._quality[lang]
            general = {
                REFERENCE: ("reference", bodies.reference),
                SOURCES: ("sources", quality.sources(pages)),
            }
            for file, (name, body) in general.items():
                framed = self._framed(bodies, edition, file, bodies.text(f"{name}.title"), body, name)
                (folder / file).write_bytes(framed.encode())
            for code in codes:
                page = self._page(bodies, edition, code, pages).encode()
                (folder / f"{code}.html").write_bytes(page)
                if code == edition.home:
                    (folder / "index.html").write_bytes(page)
                about = self._quality_page(quality, bodies, edition, code, pages)
                (folder / quality_page(code)).write_bytes(about.encode())

    def _page(self, bodies: Bodies, edition: Edition, code: str, pages: frozenset[str]) -> str:
        place = bodies.places[code]
        county = place["county_code"] if place["geo_level"] == "uat" else None
        own_county = county is not None and county == edition.owner and county in self._differing
        view = View(code, code == edition.owner, own_county)
        attention = bodies.attention(code, pages) if place["geo_level"] == "county" else ""
        below = bodies.children(code, edition.owner, pages) if place["geo_level"] != "uat" else ""
        body = bodies.head(view) + attention + below + bodies.rest(view)
        return self._framed(bodies, edition, f"{code}.html", bodies.title(code), body)

    def _quality_page(
        self, quality: QualityBodies, bodies: Bodies, edition: Edition, code: str, pages: frozenset[str]
    ) -> str:
        body = quality.page(code, code == edition.owner)
        if bodies.places[code]["geo_level"] != "uat":
            body += quality.below(code, pages)
        return self._framed(bodies, edition, quality_page(code), quality.title(code), body, "quality")

    def _framed(
        self, bodies: Bodies, edition: Edition, file: str, title: str, body: Markup, about: str = "site"
    ) -> str:
        """Put a body into the frame that all pages of an edition have; `about`: what describes it."""
        other = next(lang for lang in LANGUAGES if lang != bodies.lang)
        href = f"en/{file}" if other == "en" else f"../{file}"
        return bodies.render(
            "page.html.j2",
            title=title,
            description=f"{about}.description",
            body=body,
            edition=self._edition_name(bodies, edition),
            private=edition.owner is not None,
            statistics=STATISTICS[edition.kind],
            described=DESCRIBED,
            other={"lang": other, "href": href, "name": words(other)("language.name")},
        )

    @staticmethod
    def _edition_name(bodies: Bodies, edition: Edition) -> str:
        name = f"edition.{edition.kind}"
        return bodies.text(name, place=bodies.title(edition.home)) if edition.owner else bodies.text(name)

    def _assets(self, edition: Edition, directory: Path, codes: list[str]) -> None:
        """Copy what is the same everywhere, plotly.min.js as a hard link where the file system has them."""
        assets = directory / "assets"
        assets.mkdir(parents=True, exist_ok=True)
        for name in ("site.css", "site.js"):
            (assets / name).write_bytes(_static(name))
        target = assets / "plotly.min.js"
        target.unlink(missing_ok=True)
        try:
            if self._plotly is None:
                raise OSError
            os.link(self._plotly, target)
        except OSError:
            shutil.copyfile(self._plotly or _PLOTLY, target)
        self._plotly = self._plotly or target
        (assets / "search.js").write_text(self._search(codes), "utf-8", newline="\n")

    def _search(self, codes: list[str]) -> str:
        """Write the places for the search, as a script: a page from file:// can fetch nothing.

        Each is [code, Romanian title, English title, county's code, name, what the public sees of its first number:
        '' for no reservations].
        """
        places = self._bodies["ro"].places
        text = {lang: bodies.text for lang, bodies in self._bodies.items()}
        entries = [
            [
                code,
                *(text[lang].title(places[code]) for lang in LANGUAGES),
                self._above(code),
                places[code]["name"],
                self._trust.marked.get(code, ""),
            ]
            for code in codes
        ]
        listed = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
        return f"window.INCLUZIUNE_PLACES={listed};\n"

    def _above(self, code: str) -> str:
        place = self._bodies["ro"].places[code]
        return place["county_code"] or "" if place["geo_level"] == "uat" else ""


@lru_cache
def _static(name: str) -> bytes:
    return (_STATIC / name).read_bytes()
