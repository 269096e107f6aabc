"""Primero's JSON: pages of 500 records, each an array of its own, one after the other without anything between."""

import json
from typing import Any

import polars as pl

from simulation.primero.dirt import Setup
from simulation.primero.entries import CASE, EXPLICIT, by_key
from simulation.primero.export import UUID, Export, entered_at
from simulation.primero.forms import SUBFORM, top_fields
from simulation.world import World

PAGE = 500
MILLISECONDS = "%Y-%m-%dT%H:%M:%S.000Z"
#: columns of Primero's table of cases that stand beside `data`, whatever the user may see; not filled here
EMPTY: dict[str, Any] = {
    "duplicate_case_id": None,
    "family_id": None,
    "matched_trace_id": None,
    "matched_tracing_request_id": None,
    "registry_record_id": None,
    "srch_assigned_user_names": [],
    "srch_current_alert_types": [],
    "srch_flagged": False,
    "srch_has_incidents": False,
    "srch_last_referral_done_at": None,
    "srch_module_id": "primeromodule-cp",
    "srch_next_steps": [],
    "srch_record_state": True,
    "srch_referred_users": [],
    "srch_service_due_dates": [],
    "srch_transferred_to_users": [],
}
COPIED = ("age", "location_current", "name", "protection_concerns", "risk_level", "sex", "status")

Record = dict[str, Any]


def _dicts(table: pl.DataFrame) -> list[Record]:
    """Make one dict per row of its fields, dates and times as text."""
    times = [name for name, kind in table.schema.items() if isinstance(kind, pl.Datetime)]
    dates = [name for name, kind in table.schema.items() if kind == pl.Date]
    written = table.with_columns(
        pl.col(times).dt.strftime(MILLISECONDS), pl.col(dates).dt.strftime("%Y-%m-%d")
    )
    return written.select(by_key(table)).to_dicts()


def _filled(fields: Record) -> Record:
    return {name: value for name, value in fields.items() if value is not None}


def _data(export: Export, setup: Setup) -> list[Record]:
    """Give each case's fields that may be seen."""
    seen = top_fields(setup.hidden)
    records = [_filled(fields) for fields in _dicts(export.cases)]
    for name, entries in export.subforms.items():
        explicit = entries[EXPLICIT].to_list()
        for case, whole, entry in zip(entries[CASE].to_list(), explicit, _dicts(entries), strict=True):
            records[case].setdefault(name, []).append(entry if whole else _filled(entry))
    empty = [field.name for field in seen if field.kind == SUBFORM]
    for record, explicit in zip(records, export.explicit, strict=True):
        if explicit:
            for name in empty:
                record.setdefault(name, [])
    return records


def _beside(fields: Record, entered: str, user: str) -> Record:
    """Give what stands beside `data`: personal data too."""
    registration, closure = fields.get("registration_date"), fields.get("date_closure")
    return EMPTY | {
        **{f"srch_{name}": fields.get(name) for name in COPIED},
        "phonetic_data": {"tokens": [part[:4].upper() for part in fields.get("name", "").split()]},
        "srch_associated_user_names": [user],
        "srch_created_at": entered,
        "srch_date_closure": closure and f"{closure}T00:00:00.000Z",
        "srch_last_updated_by": user,
        "srch_owned_by": user,
        "srch_owned_by_agency_id": "agency-dgaspc",
        "srch_owned_by_location": fields.get("location_current"),
        "srch_registration_date": registration and f"{registration}T00:00:00.000Z",
        "srch_workflow": {"open": "new", "closed": "closed"}.get(fields["status"], "case_plan"),
    }


def as_json(export: Export, setup: Setup, world: World) -> bytes:
    """Write an export as Primero's JSON exporter does; over PAGE records it is not valid JSON as a whole."""
    user = f"asistent.{world.county.code.lower()}"
    names = {field.name for field in top_fields(setup.hidden)}
    entered = entered_at(export.cases).dt.strftime(MILLISECONDS)
    records = []
    for uuid, fields, when in zip(export.cases[UUID], _data(export, setup), entered, strict=True):
        data = {
            name: fields[name] for name in sorted(fields, key=lambda name: (len(name), name)) if name in names
        }
        beside = _beside(fields, when, user)
        records.append({"id": uuid, "data": data, **{name: beside[name] for name in sorted(beside)}})
    rows = [records[row] for row in export.rows]
    pages = [rows[start : start + PAGE] for start in range(0, len(rows), PAGE)] or [[]]
    return "".join(json.dumps(page, ensure_ascii=False, indent=2) for page in pages).encode()
