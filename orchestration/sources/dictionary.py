"""The data dictionary of each source, in Romanian Markdown, from the very contract that its reader obeys.

`python -m orchestration.sources.dictionary` writes `docs/surse/<source>.md`.
"""

from collections.abc import Sequence

from orchestration.settings import PROJECT
from orchestration.sources import SOURCES
from orchestration.sources.codes import PLACES
from orchestration.sources.contract import Contract, Field, Table

FOLDER = PROJECT / "docs" / "surse"
TYPES = {
    "integer": "număr întreg",
    "number": "număr, cu punct zecimal",
    "string": "text",
    "boolean": "0 sau 1",
    "date": "dată AAAA-LL-ZZ",
    "datetime": "moment AAAA-LL-ZZ OO:MM:SS, UTC",
}
TREATMENTS = {
    "keep": "se păstrează",
    "pseudonymise": "merge mai departe un cod cu cheie (HMAC-SHA256)",
    "drop": "**nu se citește**; poate lipsi",
}
DELIVERS = {
    "whole": "O livrare este starea întreagă a locurilor ei: cea mai nouă o înlocuiește pe cea dinainte.",
    "changes": "Livrările se adună: un rând cu aceeași cheie îl înlocuiește pe cel dinainte.",
    "declared": "Fiecare livrare spune dacă este întreagă sau conține numai schimbările față de alta.",
}
COLUMNS = ("Coloană", "Ce este", "Tip", "Valori", "Ce se întâmplă cu ea", "Când nu este bună")


def dictionary(contract: Contract) -> str:
    """Give the data dictionary of a source as Markdown."""
    parts = [f"# {contract.title}", _introduction(contract), *map(_table, contract.tables)]
    if contract.unread:
        parts.append(_unread(contract))
    return "\n\n".join(parts) + "\n"


def _introduction(contract: Contract) -> str:
    return (
        f"{contract.description}\n\n{DELIVERS[contract.delivers]}\n\n"
        f"Sursa se numește `{contract.source}`. Pagina se scrie singură din contract, cu"
        " `python -m orchestration.sources.dictionary`: nu o corectați aici. Un fișier CSV are pe prima linie numele"
        " coloanelor, este scris în UTF-8 și desparte câmpurile prin virgulă (RFC 4180). Un câmp fără valoare este gol,"
        " `NULL` sau `\\N`. Ordinea coloanelor nu contează. Fără un tabel sau o coloană care se citește, livrarea se"
        " refuză, dacă nu scrie că poate lipsi: atunci ce se calculează din ea rămâne «fără date»."
    )


def _table(table: Table) -> str:
    needed = " Fără nicio înregistrare bună, livrarea se refuză." if table.not_empty else ""
    needed += " Tabelul poate lipsi." if table.may_be_missing else ""
    head = [f"## {table.title}: `{table.name}.csv`", "", f"{table.description}{needed}", ""]
    lines = [
        _line(COLUMNS),
        _line(["---"] * len(COLUMNS)),
        *(_line(_cells(table, field)) for field in table.fields),
    ]
    return "\n".join(head + lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _cells(table: Table, field: Field) -> list[str]:
    if field.treatment == "drop":
        return [f"`{field.name}`", field.description, "", "", TREATMENTS["drop"], ""]
    treatment = TREATMENTS[field.treatment] + ("; poate lipsi" if field.may_be_missing else "")
    return [
        f"`{field.name}`",
        field.description,
        TYPES[field.type],
        _values(table, field),
        treatment,
        _cost(field),
    ]


def _values(table: Table, field: Field) -> str:
    """Say what a value may be: of a list, of a shape, in a range, once in the table, a key of another table."""
    said = [", ".join(f"`{value}`" for value in field.values)] if field.values else []
    said += [f"de forma `{field.pattern}`"] if field.pattern else []
    said += [f"{field.minimum}–{field.maximum}"] if field.maximum is not None else []
    lists = PLACES.get(field.code_list, (field.code_list,)) if field.code_list else ()
    said += ["din " + " sau ".join(f"`seeds/{name}.csv`" for name in lists)] if lists else []
    if field.name in table.keys:
        others = [f"`{name}`" for name in table.keys if name != field.name]
        said += [" ".join(["o singură dată în tabel", *(["cu", ", ".join(others)] if others else [])])]
    said += [f"din `{key.table}.{key.key}`" for key in table.foreign_keys if key.column == field.name]
    return "; ".join(said)


def _cost(field: Field) -> str:
    """Say what a value costs that is not good: itself, or its row."""
    if field.required:
        return "se refuză înregistrarea"
    checked = field.type != "string" or field.values or field.pattern or field.treatment == "pseudonymise"
    return "rămâne goală" if checked else ""


def _unread(contract: Contract) -> str:
    lines = [f"- `{table}.csv`: {why}" for table, why in contract.unread.items()]
    head = ["## Tabele care nu se citesc", "", "Pot fi în export sau pot lipsi; de ele nu este nevoie:", ""]
    return "\n".join(head + lines)


def main() -> None:
    """Write the dictionaries of all sources."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for source in SOURCES.values():
        (FOLDER / f"{source.name}.md").write_text(dictionary(source.contract), encoding="utf-8")


if __name__ == "__main__":
    main()
