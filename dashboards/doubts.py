"""Why a number is in doubt, put into words: in brief beside it, and in full where it is told how to mend it."""

from typing import NamedTuple

import polars as pl

from dashboards.formats import formats
from dashboards.published import Published
from dashboards.selection import RESTS
from dashboards.wording import words

#: reasons of verdicts that are no rule
NOT_REPORTED, FEW_UATS = "not-reported", "few-uats"


class Said(NamedTuple):
    """A reason in words: what is wrong, what to do about it, and who can; of a rule also how bad that is."""

    wrong: str
    remedy: str
    who: str
    severity: str | None = None


class Doubts:
    """The reasons of `published.verdicts` and the rules of `published.quality_rates` in one language."""

    def __init__(self, published: Published, lang: str) -> None:
        self._text, self._number = words(lang), formats(lang).number
        self.rules = published.by_rule
        self.sources: dict[str, str] = dict(published.sources.select("source", f"name_{lang}").iter_rows())

    def source(self, source: str | None) -> str:
        """Name a source in brief: 'AMC-MSR'."""
        return self.sources.get(source or "", source or "").split(",")[0]

    def who(self, mended_by: str | None) -> str:
        """Say who can mend it."""
        return self._text.get(f"mended.{mended_by}", "")

    def brief(
        self, reason: str, source: str | None, uats: int | None = None, usable: int | None = None
    ) -> str:
        """Say a reason in a few words: 'AMC-MSR: lipsesc date', 'numai 12 din 65 de UAT-uri au date bune'."""
        if reason == FEW_UATS:
            return self._text("why.few-uats", rests=self.rests(uats, usable))
        kind = f"rule.{self.rules[reason]['dimension']}" if reason in self.rules else reason
        said = self._text.get(f"why.{kind}", self._text("why.other"))
        name = self.source(source)
        return f"{name}: {said}" if name else said[:1].upper() + said[1:]

    def rests(self, uats: int | None, usable: int | None) -> str:
        """Say on how many of its UATs a number rests: '12 din 65 de UAT-uri'."""
        of = self._text.counted("uats", uats or 0)
        return f"{self._number(usable or 0)} {self._text('of')} {of}"

    def full(self, reason: str, source: str | None, mended_by: str | None = None) -> Said:
        """Say a reason, or a rule, with all that its reader needs."""
        if reason in self.rules:
            rule = self.rules[reason]
            wrong, remedy = (str(rule[f"{part}_{self._text.lang}"]) for part in ("message", "remedy"))
            return Said(wrong, remedy, self.who(mended_by or rule["mended_by"]), rule["severity"])
        name = self.source(source)
        said = {"source": name, "from": self._text("reason.from", source=name) if name else ""}
        wrong = self._text.get(f"reason.{reason}", reason).format(**said)
        remedy = self._text.get(f"remedy.{reason}", "").format(source=name)
        return Said(wrong, remedy, self.who(mended_by))

    def add(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Add `why`, the reason in brief, and `rests` to rows of Selection; null where there is nothing to say."""
        keys = ["reason", "source", "geo_level", *RESTS]
        known = rows.select(keys).unique()
        why = [
            self.brief(reason, source, uats, usable) if reason else None
            for reason, source, _, uats, usable in known.iter_rows()
        ]
        rests = [
            self.rests(uats, usable) if uats and level != "uat" else None
            for _, _, level, uats, usable in known.iter_rows()
        ]
        said = known.with_columns(
            why=pl.Series(why, dtype=pl.String), rests=pl.Series(rests, dtype=pl.String)
        )
        return rows.join(said, on=keys, how="left", nulls_equal=True, maintain_order="left")
