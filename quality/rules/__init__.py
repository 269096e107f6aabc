"""The rules of gate 1: code → rule, in the order in which findings are told, the gravest first."""

from quality.rules import deliveries, fields, notes, rows
from quality.rules.rule import Effect, Rule

__all__ = ["RULES", "Effect", "Rule"]

RULES: dict[str, Rule] = {
    rule.code: rule for rule in (*deliveries.RULES, *rows.RULES, *fields.RULES, *notes.RULES)
}
