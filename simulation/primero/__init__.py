"""Primero v2, UNICEF's case management for child protection: exports about invented children."""

from simulation.primero.dirt import PrimeroDirt, Setup
from simulation.primero.write import write_primero

__all__ = ["PrimeroDirt", "Setup", "write_primero"]
