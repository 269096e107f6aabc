"""Write the static site and the open data of each edition of a release."""

import json
import shutil
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import plotly
from markupsafe import Markup

from dashboards.bodies import Bodies, View
from dashboards.copies import Copies, link
from dashboards.editions import COUNTRY, Edition
from dashboards.expected import DESCRIBED, NUMBERS, REFERENCE, SOURCES, STATISTICS, quality_page
from dashboards.formats import LANGUAGES
from dashboards.opendata import EditionRows, PeopleCsv, write_described
from dashboards.published import Published
from dashboards.quality_bodies import QualityBodies
from dashboards.selection import Selection
from dashboards.trust import Trust
from dashboards.wording import words

_ASSETS = [
    *(Path(__file__).parent / "static" / name for name in ("site.css", "site.js")),
    Path(plotly.__file__).parent / "package_data" / "plotly.min.js",
]


@dataclass(frozen=True)
class Part:
    """What is written with one county's rows in memory: its editions, and its and its UATs' pages of the public's.

    Without a county: the rest of the public's edition. Parts can be written in any order, and by different processes.
    """

    published: Published
    period: str
    version: str
    county: str | None
    editions: list[tuple[Edition, Path]]
    copies: Copies


def write_sites(
    published: Published, period: str, editions: Iterable[tuple[Edition, Path]], version: str
) -> None:
    """Write each edition into its directory: pages, assets and data/, as `expected_files` names them.

    `period`: the quarter of the pages ('2025-Q4'); `version`: the code's, shown on every page.
    KeyError where an edition's own place has no data. The same input gives the same bytes.
    """
    for part in parts(published, period, editions, version):
        write_part(part)


def parts(
    published: Published, period: str, editions: Iterable[tuple[Edition, Path]], version: str
) -> list[Part]:
    """List what `write_sites` writes, in parts, and write what these have in common; the largest comes first."""
    editions = list(editions)
    for edition, directory in editions:
        edition.codes(published)
        for folder in (directory, directory / "en", directory / "assets", directory / "data"):
            folder.mkdir(parents=True, exist_ok=True)
    copies = _shared(published, editions[0][1])
    public = [(edition, directory) for edition, directory in editions if edition.kind == "public"]
    of: dict[str | None, list[tuple[Edition, Path]]] = {None: public} if public else {}
    if public:
        of |= {county: list(public) for county in published.counties}
    for edition, directory in editions:
        if edition.kind != "public":
            of.setdefault(edition.county_code, []).append((edition, directory))
    return [Part(published, period, version, county, those, copies) for county, those in of.items()]


def write_part(part: Part) -> None:
    """Write a part of a release."""
    with part.published.open(), ThreadPoolExecutor(1) as beside:
        writer = _Writer(part)
        data: list[Future[None]] = []
        for edition, directory in part.editions:
            data.append(beside.submit(writer.data, edition, directory))
            writer.pages(edition, directory)
        for written in data:
            written.result()


def _shared(published: Published, directory: Path) -> Copies:
    """Write what all editions have in common into the first."""
    copies = Copies()
    _put_assets(copies, directory)
    write_described(published, directory / "data", copies)
    return copies


def _put_assets(copies: Copies, directory: Path) -> None:
    for file in _ASSETS:
        copies.put(file.name, directory / "assets" / file.name, partial(shutil.copyfile, file))


class _Writer:
    def __init__(self, part: Part) -> None:
        self._published, self._county, self._copies = part.published, part.county, part.copies
        self._selection = selection = Selection(part.published, part.period, part.county)
        self._trust = Trust(selection)
        self._bodies = {lang: Bodies(selection, lang, part.version, self._trust) for lang in LANGUAGES}
        self._quality = {lang: QualityBodies(selection, bodies) for lang, bodies in self._bodies.items()}
        self._rows = EditionRows(part.published, selection.codes, part.copies)
        self._csv = PeopleCsv(selection)
        self._differing = selection.differing()

    def data(self, edition: Edition, directory: Path) -> None:
        """Write what is for machines and for Excel; runs beside `pages`, as Polars needs no Python."""
        if self._is_whole(edition):
            self._rows.write(edition, directory / "data")
            write_described(self._published, directory / "data", self._copies)
        for code in self._codes(edition):
            own = code == edition.owner
            name = f"{code}.csv for {'its owner' if own else 'all'}"
            self._copies.put(name, directory / f"{code}.csv", partial(self._csv.write, code, own))

    def pages(self, edition: Edition, directory: Path) -> None:
        codes, pages = self._codes(edition), frozenset(edition.codes(self._published))
        if self._is_whole(edition):
            _put_assets(self._copies, directory)
            search = self._search(sorted(pages))
            (directory / "assets" / "search.js").write_text(search, "utf-8", newline="\n")
        for lang, bodies in self._bodies.items():
            folder = directory if lang == "ro" else directory / lang
            quality = self._quality[lang]
            general = {
                REFERENCE: ("reference", bodies.reference),
                SOURCES: ("sources", quality.sources(pages)),
            }
            for file, (name, body) in general.items() if self._is_whole(edition) else ():
                framed = self._framed(bodies, edition, file, bodies.text(f"{name}.title"), body, name)
                (folder / file).write_bytes(framed.encode())
            for code in codes:
                page = folder / f"{code}.html"
                page.write_bytes(self._page(bodies, edition, code, pages).encode())
                if code == edition.home:
                    link(page, folder / "index.html")
                about = self._quality_page(quality, bodies, edition, code, pages)
                (folder / quality_page(code)).write_bytes(about.encode())

    def _is_whole(self, edition: Edition) -> bool:
        """Whether this part has what an edition holds once: of the public's, the part without a county."""
        return edition.kind != "public" or self._county is None

    def _codes(self, edition: Edition) -> list[str]:
        """List the places whose pages in an edition are of this part."""
        if edition.kind == "public":
            return sorted(self._selection.codes) or [COUNTRY]
        return edition.codes(self._published)

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
            numbers=NUMBERS[edition.kind],
            statistics=STATISTICS[edition.kind],
            described=DESCRIBED,
            other={"lang": other, "href": href, "name": words(other)("language.name")},
        )

    @staticmethod
    def _edition_name(bodies: Bodies, edition: Edition) -> str:
        name = f"edition.{edition.kind}"
        return bodies.text(name, place=bodies.title(edition.home)) if edition.owner else bodies.text(name)

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
                self._selection.marked.get(code, ""),
            ]
            for code in codes
        ]
        listed = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
        return f"window.INCLUZIUNE_PLACES={listed};\n"

    def _above(self, code: str) -> str:
        place = self._bodies["ro"].places[code]
        return place["county_code"] or "" if place["geo_level"] == "uat" else ""
