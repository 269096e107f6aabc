"""AMC-MSR, the community nurses' case-management system: exports about invented people."""

from simulation.amc.dirt import Dirt
from simulation.amc.export import AmcExport, simulate_amc
from simulation.amc.write import write_amc, write_truth

__all__ = ["AmcExport", "Dirt", "simulate_amc", "write_amc", "write_truth"]
