"""Free texts of social workers: some of them full of what a careless reader trips over."""

import numpy as np
import polars as pl

from simulation.arrays import chance, one_of
from simulation.texts import empty_where

PLAIN = (
    "ok",
    "de revenit",
    "familia a fost vizitată",
    "s-a discutat cu școala",
    "Așteptăm răspunsul DGASPC.",
)
NASTY = (
    'a spus "#{nu}"\nrevenim',
    "mama ||| tata",
    "@casă",
    "=SUM(A1:A9)",
    "- nu răspunde la telefon",
    "  + de sunat la 0722 123 456",
    'C:\\dosare\\"fișa 1"\\',
    "#$0 și #@nimic, #1",
    '"unique_id" => "x"}, {"relation" => nil',
    "[], {}, nil => [1, 2]",
    "\tcu tab,\r\nși rând nou; ștefan@example.com",
    "copiat\u200b din altă parte",
    "l-am văzut 'afară', `acasă` și „la bunici”",
)
NICKNAMES = ('Nuți "cea mică"', "Gigi\\Gicu", "#{Ionuț}", "+1", "Țuțu, Tuțu")
ADDRESS_NOTES = ("", "", ', "la pod"\nscara 3', "\r\nlângă biserică; poarta verde", ", sat #{nou}, bl. 3")
OCCUPATIONS = ("elev", "- fără -", "zilier")


def notes(rng: np.random.Generator, count: int, nasty: float, empty: float = 0.0) -> pl.Series:
    """Draw free texts, a share of them nasty, a share empty."""
    text = one_of(rng, count, PLAIN).zip_with(
        ~pl.Series(chance(rng, count, nasty)), one_of(rng, count, NASTY)
    )
    return empty_where(chance(rng, count, empty), text)
