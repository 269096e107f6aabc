"""The public registers of the simulated counties, drawn from their worlds: figures of places, not of people."""

from simulation.registers.deliveries import REGISTERS, draw_registers, write_drawn, write_registers

__all__ = ["REGISTERS", "draw_registers", "write_drawn", "write_registers"]
