"""The rule book: code → rule. First those of one delivery, as findings are told, the gravest first; then the warehouse's."""

from quality.rules import checks, deliveries, fields, notes, rows, warehouse
from quality.rules.rule import Effect, Rule, undated

__all__ = ["RULES", "Effect", "Rule"]

RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in (
        *undated(*deliveries.RULES, *rows.RULES, *fields.RULES),
        *checks.RULES,
        *undated(*notes.RULES),
        *warehouse.RULES,
    )
}
