"""Exports broken on purpose, and what became of each: by hand and at random, of every source."""
