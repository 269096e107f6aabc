"""Ways to spoil an export from Primero, and what must hold of whatever becomes of it."""

import io
import json
import zipfile
from collections.abc import Callable
from csv import reader, writer
from pathlib import Path

from amc_export import KEY, PERIOD, balanced, rules, told
from primero_cases import CASES
from primero_export import LAYOUTS, Case, Tabs, csv_of, json_of, tabs_of, xlsx_of
from primero_forms import names

from orchestration.sources.delivery import Reading
from orchestration.sources.primero.reader import read
from quality.rules import RULES, Effect

ACCEPTED, REFUSED = True, False
Spoil = Callable[[Path], object]
#: what is done to the export, whether it is accepted, the rules broken, and what the message must say
Dirt = tuple[Spoil, bool, set[str], list[str]]


def csv(change: Callable[[bytes], bytes] = lambda content: content, cases: list[Case] = CASES) -> Spoil:
    return lambda path: _put(path / "cases.csv", change(csv_of(cases)))


def replaced(old: bytes, new: bytes, layout: str = "csv") -> Spoil:
    content = LAYOUTS[layout](CASES)
    assert old in content
    return lambda path: _put(path / f"cases.{layout}", content.replace(old, new, 1))


def data(**values: object) -> Spoil:
    """The CSV with the first case's data set."""
    return csv(cases=[CASES[0] | values, *CASES[1:]])


def data_among_many(**values: object) -> Spoil:
    """As `data`, in an export so large that one wrong value is no more than a slip."""
    return csv(cases=[CASES[0] | values, *CASES[1:], *many(0)])


def js(change: Callable[[list[Case]], object]) -> Spoil:
    """The JSON with its records changed, in place or by what `change` gives back."""

    def spoil(path: Path) -> None:
        records = json.loads(json_of(CASES))
        changed = change(records)
        _put(path / "cases.json", json.dumps(records if changed is None else changed).encode())

    return spoil


def js_text(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda path: _put(path / "cases.json", change(json_of(CASES)))


def xlsx(change: Callable[[Tabs], object]) -> Spoil:
    def spoil(path: Path) -> None:
        tabs = tabs_of(CASES)
        change(tabs)
        _put(path / "cases.xlsx", xlsx_of(tabs))

    return spoil


def xlsx_bytes(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda path: _put(path / "cases.xlsx", change(xlsx_of(tabs_of(CASES))))


def file(name: str, content: bytes) -> Spoil:
    return lambda path: _put(path / name, content)


def cell_among_many(tab: str, row: int, label: str, value: str) -> Spoil:
    """As `cell`, in an export so large that one wrong value is no more than a slip."""

    def spoil(path: Path) -> None:
        tabs = tabs_of([*CASES, *many(0)])
        tabs[tab][row][tabs[tab][0].index(label)] = value
        _put(path / "cases.xlsx", xlsx_of(tabs))

    return spoil


def cell(tab: str, row: int, label: str, value: str | float | None) -> Spoil:
    def change(tabs: Tabs) -> None:
        tabs[tab][row][tabs[tab][0].index(label)] = value

    return xlsx(change)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def two_files(path: Path) -> None:
    _put(path / "cases.csv", csv_of(CASES))
    _put(path / "new" / "cases.json", json_of(CASES))


def encrypted(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cases.csv", csv_of(CASES))
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    path.write_bytes(bytes(content))


def zip_in_a_folder(path: Path) -> None:
    path.mkdir()
    with zipfile.ZipFile(path / "cases.zip", "w") as archive:
        archive.writestr("cases.csv", csv_of(CASES))


def bomb(content: bytes) -> bytes:
    """A workbook with a part that unpacks to a thousand times its size."""
    book = io.BytesIO(content)
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet99.xml", b"<c/>" * 5_000_000)
    return book.getvalue()


def far_cell(content: bytes) -> bytes:
    """A workbook with a tab whose last cell is the last that there is."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(
                b"</sheetData>", b'<row><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            )
            new.writestr(name, part)
    return made.getvalue()


def with_semicolons(content: bytes) -> bytes:
    text = io.StringIO()
    writer(text, delimiter=";").writerows(reader(io.StringIO(content.decode(), newline="")))
    return text.getvalue().encode()


def zipped_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cases.xlsx", bomb(xlsx_of(tabs_of(CASES))))


def many(count: int, **values: object) -> list[Case]:
    """More cases, of which the first have some data set."""
    cases = [
        CASES[0] | {"id": f"20f40f2d-b538-4308-b498-{n:012x}", "case_id_display": f"a{n:06x}"}
        for n in range(100)
    ]
    return [case | values for case in cases[:count]] + cases[count:]


def without_field(name: str) -> Spoil:
    fields = [field for field in names() if field != name]
    return file("cases.csv", csv_of(CASES, fields))


SEVEN_Z = b"7z\xbc\xaf\x27\x1c" + b"\0" * 40
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
INCIDENTS = b"id,incident_date,incident_location\n20f40f2d-b538-4308-b498-e85a9db0f101,2025-01-02,136483\n"


def judged(spoil: Spoil, folder: Path) -> Reading:
    path = folder / "delivery.zip"
    spoil(path)
    inside = list(path.rglob("*")) if path.is_dir() else []
    return read(inside[0] if len(inside) == 1 and inside[0].suffix != ".zip" else path, PERIOD, KEY)


def check(case: Dirt, folder: Path) -> None:
    """Spoil, read, and hold what the sender is told against what he must be."""
    spoil, accepted, broken, words = case
    reading = judged(spoil, folder)
    message = told(reading)
    assert rules(reading) == broken
    assert reading.accepted is accepted
    assert [word for word in words if word not in message] == []
    assert balanced(reading)
    assert "Popescu" not in message
    assert any(RULES[rule].effect is Effect.REFUSES_DELIVERY for rule in broken) is not accepted
