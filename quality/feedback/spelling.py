"""Romanian numbers, plurals and lists, as messages to senders spell them."""

from collections.abc import Sequence


def number(count: int) -> str:
    """Write a whole number with the points of Romanian thousands."""
    return f"{count:,}".replace(",", ".")


def counted(count: int, one: str, many: str) -> str:
    """Write how many: `o înregistrare`, `19 înregistrări`, `20 de înregistrări`."""
    return one if count == 1 else f"{_with_de(count)} {many}"


def times(count: int) -> str:
    """Write how often: `o dată`, `de 19 ori`, `de 20 de ori`."""
    return "o dată" if count == 1 else f"de {_with_de(count)} ori"


def listed(names: Sequence[str], count: int) -> str:
    """Write the first of `count` names, and how many more there are."""
    return ", ".join(names) + (f" și încă {number(count - len(names))}" if count > len(names) else "")


def lines(shown: Sequence[int], count: int) -> str:
    """Write the first of `count` lines: `linia 2`, `liniile 2, 3 și încă 7`."""
    return f"{'linia' if count == 1 else 'liniile'} {listed([number(line) for line in shown], count)}"


def _with_de(count: int) -> str:
    return number(count) if count == 0 or 0 < count % 100 < 20 else f"{number(count)} de"
