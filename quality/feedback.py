"""What a sender is told about a delivery: what came, what was taken, what was refused and why, and how to mend it."""

import shutil
from pathlib import Path
from typing import Any

import polars as pl

from quality.findings import printable
from quality.rules import RULES, Effect, Rule

HEADINGS = {
    Effect.REFUSES_DELIVERY: "Livrarea este refuzată pentru că:",
    Effect.REFUSES_ROW: "Înregistrări refuzate, fiecare în parte:",
    Effect.EMPTIES_FIELD: "Câmpuri necitite (înregistrările lor rămân):",
    Effect.NOTE: "De știut:",
}
LINES_SHOWN = 5
NAMES_SHOWN = 12


def feedback(name: str, findings: pl.DataFrame, tables: list[dict[str, Any]]) -> str:
    """Give the message to the sender, in Romanian, as plain text.

    What refuses the delivery comes first; of rows and fields, what is most frequent.
    """
    effects = {RULES[rule].effect for rule in findings["rule"].unique()}
    refused = Effect.REFUSES_DELIVERY in effects
    parts = [f"Livrarea {printable(name)}: {'REFUZATĂ' if refused else 'ACCEPTATĂ'}"]
    for effect, heading in HEADINGS.items():
        if effect in effects:
            parts.append("\n".join([heading, *_items(findings, effect)]))
    if tables:
        parts.insert(2 if refused else 1, "\n".join([_heading(refused), *map(_counts, tables)]))
    return "\n\n".join(parts) + "\n"


def write_feedback(folder: Path, name: str, findings: pl.DataFrame, tables: list[dict[str, Any]]) -> None:
    """Put the message and the list of findings (rule, file, line, key, column, detail) into a folder, in one step."""
    draft = folder.with_name(f".{folder.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    (draft / "mesaj.txt").write_text(feedback(name, findings, tables), encoding="utf-8")
    findings.write_csv(draft / "findings.csv")
    shutil.rmtree(folder, ignore_errors=True)
    draft.replace(folder)


def _heading(refused: bool) -> str:
    return "Ce s-a citit (dintr-o livrare refuzată nu se primește nimic):" if refused else "Ce a sosit:"


def _counts(table: dict[str, Any]) -> str:
    read, accepted, refused = (_number(table[count]) for count in ("read", "accepted", "refused"))
    return f"  {table['table']}: {read} citite = {accepted} bune + {refused} refuzate"


def _items(findings: pl.DataFrame, effect: Effect) -> list[str]:
    """Give one item for each rule and place that it names; what the rule lists stands in one of them."""
    codes = [code for code in RULES if RULES[code].effect is effect]
    mine = findings.filter(pl.col("rule").is_in(codes))
    groups = []
    for code in mine["rule"].unique(maintain_order=True):
        same = [name for name in ("file", "column", "detail") if name != RULES[code].lists]
        groups += list(mine.filter(rule=code).group_by(same, maintain_order=True))
    if effect in (Effect.REFUSES_ROW, Effect.EMPTIES_FIELD):
        groups.sort(key=lambda group: -group[1].height)
    return [_item(group) for _, group in groups]


def _item(group: pl.DataFrame) -> str:
    rule = RULES[group["rule"][0]]
    lines = group["line"].drop_nulls().unique().sort().to_list()
    words = {name: group[name][0] for name in ("file", "column", "detail")}
    if rule.lists:
        words[rule.lists] = _listed(group[rule.lists].drop_nulls().unique(maintain_order=True).to_list())
    message = rule.message_ro.format(line=_number(lines[0]) if lines else "", **words)
    return f"  • {message}{_where(rule, group, lines)}\n    Ce e de făcut: {rule.remedy_ro}"


def _where(rule: Rule, group: pl.DataFrame, lines: list[int]) -> str:
    """Say where rows and fields are; the other messages name their place themselves."""
    if rule.effect not in (Effect.REFUSES_ROW, Effect.EMPTIES_FIELD):
        return ""
    shown = ", ".join(map(_number, lines[:LINES_SHOWN])) + (", …" if len(lines) > LINES_SHOWN else "")
    place = "la linia" if len(lines) == 1 else "la liniile"
    return f" Fișier {group['file'][0]}, {_times(group.height)}, {place} {shown}."


def _listed(names: list[str]) -> str:
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" și încă {_number(more)}" if more > 0 else "")


def _times(count: int) -> str:
    """Write how often, in Romanian: o dată, de 19 ori, de 20 de ori."""
    if count == 1:
        return "o dată"
    return f"de {_number(count)} {'' if 0 < count % 100 < 20 else 'de '}ori"


def _number(count: int) -> str:
    """Write a whole number with the points of Romanian thousands."""
    return f"{count:,}".replace(",", ".")
