"""SPOR, the programme's household assessments: exports about invented people, in our exchange contract."""

from simulation.spor.dirt import SporDirt
from simulation.spor.write import write_spor

__all__ = ["SporDirt", "write_spor"]
