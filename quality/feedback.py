"""What a sender is told about a delivery: what came, what was taken, what was refused and why, and how to mend it."""

import os
import shutil
from pathlib import Path

import polars as pl

from quality.rules import RULES, Effect

HEADINGS = {
    Effect.REFUSES_DELIVERY: "Livrarea este refuzată pentru că:",
    Effect.REFUSES_ROW: "Înregistrări refuzate (restul s-a primit):",
    Effect.EMPTIES_FIELD: "Câmpuri necitite (înregistrările lor s-au primit):",
    Effect.NOTE: "De știut:",
}
LINES_SHOWN = 5


def feedback(name: str, findings: pl.DataFrame, tables: list[dict[str, str | int]]) -> str:
    """Give the message to the sender, in Romanian, as plain text; what refuses the delivery comes first."""
    effects = {RULES[rule].effect for rule in findings["rule"].unique()}
    verdict = "REFUZATĂ" if Effect.REFUSES_DELIVERY in effects else "ACCEPTATĂ"
    parts = [f"Livrarea {name}: {verdict}"]
    if tables:
        rows = [f"  {t['table']}: {t['read']} citite = {t['accepted']} primite + {t['refused']} refuzate" for t in tables]
        parts.append("\n".join(["Ce a sosit:", *rows]))
    for effect, heading in HEADINGS.items():
        if effect in effects:
            parts.append("\n".join([heading, *_items(findings, effect)]))
    return "\n\n".join(parts) + "\n"


def write_feedback(folder: Path, name: str, findings: pl.DataFrame, tables: list[dict[str, str | int]]) -> None:
    """Put the message and the list of findings (rule, file, line, key, column, detail) into a folder, in one step."""
    draft = folder.with_name(f".{folder.name}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    (draft / "mesaj.txt").write_text(feedback(name, findings, tables), encoding="utf-8")
    findings.write_csv(draft / "findings.csv")
    shutil.rmtree(folder, ignore_errors=True)
    os.replace(draft, folder)


def _items(findings: pl.DataFrame, effect: Effect) -> list[str]:
    groups = findings.group_by("rule", "file", "column", "detail", maintain_order=True).agg(
        count=pl.len(), lines=pl.col("line").drop_nulls()
    )
    items = []
    for group in groups.iter_rows(named=True):
        rule = RULES[group["rule"]]
        if rule.effect is effect:
            line = group["lines"][0] if group["lines"] else "?"
            message = rule.message_ro.format(line=line, **{k: group[k] for k in ("file", "column", "detail", "count")})
            items.append(f"  • {message}{_where(group)}\n    Ce e de făcut: {rule.remedy_ro}")
    return items


def _where(group: dict) -> str:
    if not group["lines"] or RULES[group["rule"]].effect is Effect.REFUSES_DELIVERY:
        return ""
    lines = ", ".join(map(str, group["lines"][:LINES_SHOWN]))
    more = ", …" if len(group["lines"]) > LINES_SHOWN else ""
    return f" Fișier {group['file']}, de {group['count']} ori, la liniile {lines}{more}."
