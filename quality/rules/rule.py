"""A rule as an object: what is wrong, what it costs, and how to mend it, in Romanian and English.

Placeholders in the words: {file}, {line}, {column}, {detail}. `lists` names the one that may stand for several: findings that
differ in nothing else are told in one sentence.
"""

from dataclasses import dataclass
from enum import Enum


class Effect(Enum):
    """What a finding costs."""

    REFUSES_DELIVERY = "delivery"
    REFUSES_ROW = "row"
    EMPTIES_FIELD = "field"
    NOTE = "note"


@dataclass(frozen=True)
class Rule:
    """One rule with its words. `message`: what is wrong; `remedy`: what the sender does about it; by language."""

    code: str
    effect: Effect
    message_ro: str
    remedy_ro: str
    message_en: str
    remedy_en: str
    lists: str | None = None
