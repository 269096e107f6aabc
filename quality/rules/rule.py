"""A rule as an object: what is wrong, how bad that is, what it costs, and how to mend it, in Romanian and English."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from quality.rules.threshold import Threshold

#: where rows of a register say of which place they are
PLACES = (
    "accreditation.accreditation.uat",
    "costs.costs.uat",
    "marginalisation.marginalisation.uat",
    "minimum_income.minimum_income.uat",
    "population.population.uat",
    "programme.programme.uat",
    "social_services.social_services.uat",
    "unemployment.unemployment.uat",
    "school_dropout.school_dropout.county",
    "source_reports.source_reports.place",
)


class Effect(Enum):
    """What a finding costs."""

    REFUSES_DELIVERY = "delivery"
    REFUSES_ROW = "row"
    EMPTIES_FIELD = "field"
    NOTE = "note"


class Severity(Enum):
    """How bad it is. An error makes numbers wrong, a warning may, a note is to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Dimension(Enum):
    """The dimension of data quality that fails."""

    COMPLETENESS = "completeness"
    VALIDITY = "validity"
    CONSISTENCY = "consistency"
    TIMELINESS = "timeliness"
    UNIQUENESS = "uniqueness"
    PLAUSIBILITY = "plausibility"


@dataclass(frozen=True)
class Rule:
    """One rule with its words. `message`: what is wrong, of any delivery; `remedy`: what to do about it; by language.

    `told_ro`: what is wrong with one delivery, where its particulars belong into the sentence: {file}, {column}, {detail}.
    `lists` names the one of them that may stand for several: findings that differ in nothing else are told in one sentence.

    `fields`: what it looks at, `source.table.column`, `*` for any. `affects`: beginnings of the codes of the indicators
    that it makes doubtful, `*` for all of the source, none for what touches no number. `mended_by`: who can: the team
    that works with people, the office that sends the deliveries, or us. `valid_from`, `valid_to`: first and last quarter
    (`2025-Q1`) of whose data it is asked, whatever the delivery: a dump holds old data too; None: no bound.
    `thresholds`: what it decides by where that is our choice; `reason`: where it is not, whose, in Romanian and English.
    """

    code: str
    effect: Effect
    message_ro: str
    remedy_ro: str
    message_en: str
    remedy_en: str
    severity: Severity
    dimension: Dimension
    fields: tuple[str, ...]
    affects: tuple[str, ...]
    mended_by: Literal["team", "office", "us"]
    told_ro: str | None = None
    lists: str | None = None
    thresholds: tuple[Threshold, ...] = ()
    reason: tuple[str, str] | None = None
    valid_from: str | None = None
    valid_to: str | None = None

    @property
    def for_sender(self) -> str:
        """The sentence for who sent the delivery."""
        return self.told_ro or self.message_ro

    @property
    def is_dated(self) -> bool:
        """Whether it holds for the data of some quarters only."""
        return self.valid_from is not None or self.valid_to is not None


def undated(*rules: Rule) -> tuple[Rule, ...]:
    """Give rules that are told before the days of the rows are known. ValueError where one holds in some quarters only."""
    dated = [rule.code for rule in rules if rule.is_dated]
    if dated:
        raise ValueError(f"told of whatever is delivered, so not of some quarters only: {', '.join(dated)}")
    return rules
