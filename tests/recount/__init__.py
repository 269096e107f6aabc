"""A naive count of the indicators over the rows that a simulation drew: plain Python, by the catalogue's words."""
