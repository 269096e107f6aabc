"""Specs as tables: Markdown files of people and places and the numbers expected of them, run through the real pipeline.

`markdown` reads a file, `formats` knows the tables and what their cells may hold, `places` gives each file UATs of its
own, `amc`, `spor`, `casework` and `registers` turn tables into rows of exports, `landing` writes these, and `expected`
holds the counted numbers against those of the files.
"""

from specs.expected import problems
from specs.landing import land
from specs.markdown import SPECS, Spec, SpecError
from specs.places import Country, countries

__all__ = ["SPECS", "Country", "Spec", "SpecError", "countries", "land", "problems"]
