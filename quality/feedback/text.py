"""The message to the sender as plain text."""

from typing import Any

from quality.feedback import spelling
from quality.feedback.message import GRADES, MENDERS, REFUSAL, Item, Message


def as_text(message: Message) -> str:
    """Give the message, in Romanian."""
    parts = [f"Livrarea {message.name}: {message.verdict}"]
    parts[0] += f"\n{message.origin}" if message.origin else ""
    for grade, (heading, _) in GRADES.items():
        if items := message.graded(grade):
            parts.append("\n".join([heading, *map(_item, items)]))
        if grade == REFUSAL and message.tables:
            parts.append("\n".join([message.tables_heading, *map(_counts, message.tables)]))
    return "\n\n".join(parts) + "\n"


def more_of_it(item: Item) -> str:
    """Say what of the same kind is told in the workbook alone; nothing where all is shown."""
    items, findings = item.more
    if not items:
        return ""
    places = counted_places(items)
    return f"Aceeași problemă este în încă {places}, {spelling.times(findings)}; toate sunt în mesaj.xlsx."


def counted_places(count: int) -> str:
    """Write how many files and columns have the same fault."""
    return spelling.counted(count, "un loc (fișier, coloană)", "locuri (fișier, coloană)")


def _counts(table: dict[str, Any]) -> str:
    read, accepted, refused = (spelling.number(table[count]) for count in ("read", "accepted", "refused"))
    return f"  {table['table']}: {read} citite = {accepted} bune + {refused} refuzate"


def _item(item: Item) -> str:
    lines = [
        f"  • {item.message} {item.where}".rstrip(),
        f"    Ce e de făcut: {item.rule.remedy_ro}",
        f"    Cine poate: {MENDERS[item.rule.mended_by]}.",
    ]
    if item.places:
        lines.insert(1, f"    Localități: {item.localities}.")
    if more := more_of_it(item):
        lines.append(f"    {more}")
    return "\n".join(lines)
