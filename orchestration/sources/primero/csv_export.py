"""The CSV export: a row a case under the names of its fields; subforms and multi-selects in Ruby's notation."""

from typing import Any

from orchestration.sources import table_reader
from orchestration.sources.contract import Field, Table
from orchestration.sources.primero import ruby
from orchestration.sources.primero.export import Export
from orchestration.sources.primero.forms import case_columns, subforms
from orchestration.sources.primero.records import Record, build
from orchestration.sources.primero.values import UNREADABLE, unescaped
from quality.findings import Findings

FILE = "cases.csv"
UUID = "id"
#: said by the contract's own columns, not by the file's
SILENT = ("column-not-read", "column-not-exported", "table-without-rows")


def read(content: bytes, findings: Findings) -> Export | None:
    """Read an export. None where it is refused as a whole, with the finding that says why.

    A row without its UUID, or with one that was there before, is refused: pages of an export can repeat a case.
    """
    header = content.split(b"\n", 1)[0].decode("utf-8", errors="replace")
    for mark, words in table_reader.OTHER_SEPARATORS.items():
        if mark in header and "," not in header:
            findings.add("separator-not-comma", file=FILE, line=1, detail=words)
            return None
    names = [*case_columns(), *subforms()]
    own = Findings()
    table = table_reader.read_table(content, _table([UUID, *names]), own)
    present = set(names) - set(table.missing if table else [])
    if not present:
        findings.add("primero-not-cases", file=FILE)
        return None
    said = own.frame()
    for rule in said["rule"].unique(maintain_order=True):
        if rule not in SILENT:
            findings.add_rows(rule, said.filter(rule=rule))
    if table is None:
        return None
    lists = {column.name for column in case_columns().values() if column.type == "m"} | set(subforms())
    cells = {
        name: [_value(cell, name in lists) for cell in table.rows[name].to_list()] for name in sorted(present)
    }
    records = [
        Record(int(table.lines[row]), uuid, {name: values[place] for name, values in cells.items()})
        for place, (row, uuid) in enumerate(table.rows.select(table_reader.ROW, UUID).rows())
    ]
    export = build(FILE, records, present, findings)
    export.cases.read = export.cases.refused = table.refused
    return export


def _table(names: list[str]) -> Table:
    """Give a contract for the file as it is: text under Primero's names, of which all but the UUID can be hidden."""
    fields = (
        Field(
            name=name,
            type="string",
            description="",
            treatment="keep",
            personal=None,
            code_list=None,
            may_be_missing=name != UUID,
            required=name == UUID,
            values=(),
            pattern=None,
            minimum=None,
            maximum=None,
            derived=(),
        )
        for name in names
    )
    return Table("cases", "", "", tuple(fields), (UUID,), (), not_empty=False, may_be_missing=False)


def _value(cell: str | None, is_list: bool) -> Any:
    """Give what stands in a cell. A list is in Ruby's notation; one option can stand alone."""
    if cell is None:
        return None
    cell = unescaped(cell)
    if not is_list or not cell.startswith(("[", "{")):
        return cell
    try:
        return ruby.parse(cell)
    except ruby.RubyError:
        return UNREADABLE
