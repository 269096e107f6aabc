"""The rules of the warehouse: what one delivery alone cannot tell, between quarters, between sources and with one's past."""

from quality.rules.warehouse import person_sources, record_change, record_told, uat_source_quarter
from quality.rules.warehouse.measure import Measure

__all__ = ["MEASURES", "RULES", "Measure"]

MEASURES: tuple[Measure, ...] = (
    *record_change.MEASURES,
    *record_told.MEASURES,
    *person_sources.MEASURES,
    *uat_source_quarter.MEASURES,
)
RULES = tuple(measure.rule for measure in MEASURES)
