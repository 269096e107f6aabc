"""Markdown in two languages: Romanian first, English beside it in italics."""

from collections.abc import Iterable


def both(romanian: str, english: str) -> str:
    """Give a text in both languages, or in the one that there is."""
    return " · ".join(said for said in (romanian, english and f"*{english}*") if said)


def table(head: list[str], rows: Iterable[Iterable[str | None]]) -> str:
    """Give a table; an empty cell for None."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join((cell or '').replace('|', chr(92) + '|') for cell in line)} |" for line in lines
    )
