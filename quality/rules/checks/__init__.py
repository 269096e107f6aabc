"""The checks of content: `CHECKS`, in the order in which they are told, and `RULES`, each of their rules once."""

from quality.rules.check import Check
from quality.rules.checks import (
    amc_records,
    amc_states,
    evidence,
    findings,
    order_of_days,
    people,
    primero,
    registers_people,
    registers_services,
    spor_findings,
    spor_households,
    spor_persons,
    spor_plans,
    spor_services,
)
from quality.rules.rule import Rule, Severity

_ALL: tuple[Check, ...] = (
    *people.CHECKS,
    *evidence.CHECKS,
    *order_of_days.CHECKS,
    *findings.CHECKS,
    *amc_states.CHECKS,
    *amc_records.CHECKS,
    *spor_persons.CHECKS,
    *spor_findings.CHECKS,
    *spor_households.CHECKS,
    *spor_plans.CHECKS,
    *spor_services.CHECKS,
    *primero.CHECKS,
    *registers_people.CHECKS,
    *registers_services.CHECKS,
)
CHECKS = tuple(sorted(_ALL, key=lambda check: list(Severity).index(check.rule.severity)))
RULES: tuple[Rule, ...] = tuple({check.rule.code: check.rule for check in CHECKS}.values())
