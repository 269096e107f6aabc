"""A rule of the warehouse: SQL over the columns of a frame that holds where a row breaks it."""

from dataclasses import dataclass

from quality.rules.rule import Rule


@dataclass(frozen=True)
class Measure:
    """A rule, the frame that it looks at (`dbt_project/models/quality/frames/`) and what makes a row of it break the rule.

    `checked`, `fails`: SQL conditions over the frame's columns: which rows it is asked of, and which of these break
    it; what is null does neither. `bad`, `good`, `unasked`: example rows, `column=value column=value`: such as break it,
    such as do not, and such as it is not asked of.
    """

    rule: Rule
    frame: str
    checked: str
    fails: str
    bad: tuple[str, ...]
    good: tuple[str, ...]
    unasked: tuple[str, ...] = ()

    @property
    def asked_of(self) -> str:
        """Which rows it is asked of, in the quarters for which it holds."""
        bounds = [("period >= '{}'", self.rule.valid_from), ("period <= '{}'", self.rule.valid_to)]
        told = [text.format(period) for text, period in bounds if period]
        return " and ".join([f"({self.checked})", *told])


def cells(example: str) -> dict[str, str]:
    """Read an example row: text by column."""
    return dict(cell.split("=", 1) for cell in example.split())
