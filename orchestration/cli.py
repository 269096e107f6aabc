"""The command line: each command a thin call of the Dagster definitions, or of what they call.

Exit codes: 0 done, 1 a gate refused, 2 wrong use, 3 a fault of ours.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console

from orchestration import last_run
from orchestration.period import Period
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.run import Outcome

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="incluziune"
)
simulate_app = typer.Typer(
    no_args_is_help=True, help="Scrie exporturi cu oameni inventați, cu adevărul alături."
)
app.add_typer(simulate_app, name="simulate")
out, err = Console(highlight=False), Console(stderr=True, highlight=False)

REFUSED, WRONG_USE, FAULT = 1, 2, 3
DEMO_HOUSEHOLDS = 4_000
DEMO_COUNTY, DEMO_PEOPLE, DEMO_PERIOD, DEMO_QUARTERS, DEMO_SEED = "SM", 11_000, Period(2025, 4), 8, 1

STEPS = {
    "deliveries": "livrări citite și verificate",
    "deliveries_gate_1": "poarta 1",
    "lake": "lac",
    "reference": "nomenclatoare",
    "staging": "staging",
    "core": "core",
    "quality__core_failures_gate_2": "poarta 2",
    "indicators": "indicatori",
    "quality__indicator_failures_gate_3": "poarta 3",
    "published": "publicabil",
    "site": "pagini și date",
    "site_gate_4": "poarta 4",
    "latest": "ediția nouă",
}


def _period(text: str | Period) -> Period:
    """Read a quarter; Typer hands defaults through the parser too."""
    if isinstance(text, Period):
        return text
    try:
        return Period.parse(text)
    except ValueError as fault:
        raise typer.BadParameter(str(fault)) from None


PeriodOption = Annotated[
    Period, typer.Option("--period", parser=_period, metavar="2025-Q4", help="Ultimul trimestru.")
]
DataOption = Annotated[
    Path | None, typer.Option("--data", help="Rădăcina datelor (INCLUZIUNE_DATA, altfel ./data).")
]
AsOfOption = Annotated[datetime | None, typer.Option("--as-of", help="Ceasul rulării; implicit acum.")]


@app.command()
def run(
    period: PeriodOption,
    first: Annotated[
        Period | None, typer.Option("--from", parser=_period, metavar="2024-Q1", help="Primul.")
    ] = None,
    landing: Annotated[Path | None, typer.Option(help="Dosarul <sursă>/<trimestru>/<livrare>.")] = None,
    data: DataOption = None,
    as_of: AsOfOption = None,
) -> None:
    """Rulează totul: de la livrări la paginile consiliilor."""
    if data is not None and data.exists() and not data.is_dir():
        _stop(WRONG_USE, f"{data} nu este un dosar.")
    first = first or period
    if first > period:
        _stop(WRONG_USE, f"--from {first} este după --period {period}.")
    if landing is not None and not landing.is_dir():
        _stop(WRONG_USE, f"Dosarul {landing} nu există.")
    _run(Settings.read(data, landing, as_of), first, period)


@app.command()
def demo(data: DataOption = None) -> None:
    """Un județ inventat, de la export la paginile consiliilor lui, în ./data."""
    settings = Settings.read(data)
    landing = settings.landing / "amc"
    export = f"amc-{DEMO_COUNTY}-{DEMO_PERIOD}.zip"
    others = sorted(str(path.relative_to(landing)) for path in landing.glob("*/*") if path.name != export)
    if others:
        _stop(
            WRONG_USE,
            f"În {settings.data} sunt deja alte livrări ({others[0]}): demonstrația nu se amestecă cu ele.",
        )
    settings.make_root()
    with out.status("simulare"):
        _simulate(settings.data, [DEMO_COUNTY], DEMO_PEOPLE, DEMO_PERIOD, DEMO_QUARTERS, DEMO_SEED)
    _run(settings, DEMO_PERIOD.shift(1 - DEMO_QUARTERS), DEMO_PERIOD)


@simulate_app.command("amc")
def simulate_amc(
    county: Annotated[list[str], typer.Option(help="Cod de județ (SM); se poate repeta.")],
    out_dir: Annotated[Path, typer.Option("--out", help="Aici se scriu landing/ și truth/.")],
    people: Annotated[int, typer.Option(min=1)] = DEMO_PEOPLE,
    period: Annotated[Period, typer.Option(parser=_period, metavar="2025-Q4")] = DEMO_PERIOD,
    quarters: Annotated[int, typer.Option(min=1)] = DEMO_QUARTERS,
    seed: int = DEMO_SEED,
) -> None:
    """Un export AMC-MSR."""
    try:
        _simulate(out_dir, county, people, period, quarters, seed)
    except KeyError:
        _stop(WRONG_USE, f"Cod de județ necunoscut ({', '.join(county)}); scrieți de exemplu SM.")


@simulate_app.command("country")
def simulate_country(
    county: Annotated[list[str], typer.Option(help="Cod de județ (SM); se poate repeta.")],
    out_dir: Annotated[
        Path, typer.Option("--out", help="Aici se scriu landing/ și truth/; fără livrări mai vechi.")
    ],
    households: Annotated[
        int, typer.Option(min=1, help="Gospodării la început, în toate județele.")
    ] = DEMO_HOUSEHOLDS,
    period: PeriodOption = DEMO_PERIOD,
    quarters: Annotated[int, typer.Option(min=1, help="Câte trimestre.")] = DEMO_QUARTERS,
    seed: int = DEMO_SEED,
    source: Annotated[
        list[str] | None,
        typer.Option(help="Sursă (amc, spor, population…); se poate repeta; implicit toate."),
    ] = None,
    disorder: Annotated[
        bool,
        typer.Option(
            "--disorder", help="Livrări târzii, de două ori, corectate sau incomplete, în batches/."
        ),
    ] = False,
    rows: Annotated[
        bool,
        typer.Option(
            "--truth-rows", help="Scrie și adevărul rând cu rând, în truth/rows/; pentru lumi mici."
        ),
    ] = False,
    workers: Annotated[int, typer.Option(min=1, help="Câte județe deodată.")] = 1,
) -> None:
    """Toate sursele și registrele unor județe, trimestru cu trimestru."""
    from simulation.country import SOURCES
    from simulation.country import simulate_country as simulate
    from simulation.disorder import Disorder

    chosen = source or list(SOURCES)
    if unknown := sorted(set(chosen) - set(SOURCES)):
        _stop(WRONG_USE, f"Surse necunoscute: {', '.join(unknown)} (se pot simula {', '.join(SOURCES)}).")
    plan = Disorder() if disorder else None
    try:
        with out.status("simulare"):
            handed_over = simulate(
                county,
                households,
                str(period),
                quarters,
                seed,
                chosen,
                out_dir,
                disorder=plan,
                rows=rows,
                workers=workers,
            )
    except KeyError:
        _stop(WRONG_USE, f"Cod de județ necunoscut ({', '.join(county)}); scrieți de exemplu SM.")
    except FileExistsError:
        _stop(WRONG_USE, f"În {out_dir} sunt deja livrări: alegeți alt dosar.")
    where = out_dir / ("batches" if disorder else "landing")
    words = f"Livrări inventate: {len(handed_over)} în {where}\nAdevărul lor:      {out_dir / 'truth'}"
    out.print(words, soft_wrap=True)


@app.command()
def check(
    path: Annotated[Path, typer.Argument(exists=True, metavar="FILE-OR-DIR")],
    source: Annotated[str, typer.Option(help="Sistemul sursă.")] = "amc",
    period: Annotated[
        Period | None,
        typer.Option(parser=_period, metavar="2025-Q4", help="Trimestrul exportului; implicit dosarul lui."),
    ] = None,
    as_of: AsOfOption = None,
    out_dir: Annotated[
        Path | None,
        typer.Option(
            "--out", file_okay=False, help="Aici se scriu mesaj.txt, mesaj.html, mesaj.xlsx și findings.csv."
        ),
    ] = None,
) -> None:
    """Ar fi acceptat acest export? Nu are nevoie de depozitul de date."""
    from secrets import token_bytes

    from orchestration.intake import check as judge
    from orchestration.sources import SOURCES
    from quality.feedback import as_text, compose, write_into

    if source not in SOURCES:
        _stop(WRONG_USE, f"Sistemul sursă «{source}» nu este cunoscut ({', '.join(SOURCES)}).")
    path = path.absolute()
    if out_dir is not None and out_dir.resolve().is_relative_to(path.resolve()):
        _stop(WRONG_USE, f"{out_dir} este chiar livrarea: alegeți alt dosar.")
    settings, period = Settings.read(as_of=as_of), period or _period_of(path)
    if out_dir is not None and out_dir.resolve().is_relative_to(settings.landing):
        _stop(
            WRONG_USE,
            f"{out_dir} este în dosarul livrărilor, {settings.landing}: mesajul ar fi luat drept livrare. "
            "Alegeți alt dosar.",
        )
    reading = judge(source, path, period, settings, token_bytes(32))
    title, quarter = SOURCES[source].contract.title, None if period is None else str(period)
    message = compose(path.name, reading.findings.frame(), reading.tables, title, quarter)
    typer.echo(as_text(message), nl=False)
    if out_dir is not None:
        write_into(out_dir, message)
    if not reading.accepted:
        raise typer.Exit(REFUSED)


def _period_of(path: Path) -> Period | None:
    try:
        return Period.parse(path.resolve().parent.name)
    except ValueError:
        return None


def _simulate(root: Path, counties: list[str], people: int, period: Period, quarters: int, seed: int) -> None:
    from simulation.amc import simulate_amc as simulate
    from simulation.amc import write_amc, write_truth

    export = simulate(counties, people, str(period), quarters, seed)
    path = write_amc(export, root / "landing" / "amc" / str(period))
    truth = root / "truth" / "amc" / str(period) / "vulnerability_quarter.parquet"
    write_truth(export, truth)
    out.print(f"Export inventat: {path}\nAdevărul lui:    {truth}", soft_wrap=True)


def _run(settings: Settings, first: Period, last: Period) -> None:
    inputs = last_run.inputs(settings, first, last)
    known = last_run.recall(settings, last, inputs)
    if known is not None:
        out.print("Nimic nu s-a schimbat de la ultima rulare: nu este nimic de făcut.")
        _close(settings, last, known)
        return
    from orchestration.landing import LandingError, places

    try:
        waiting = places(settings.landing, last)
    except LandingError as fault:
        _stop(WRONG_USE, str(fault))
    if last.end > settings.as_of and not any(place.period == str(last) for place in waiting):
        _stop(WRONG_USE, f"Trimestrul {last} nu s-a încheiat încă.")
    from orchestration.workers import workers
    from quality.gates.expectations import judging_in

    with out.status("se încarcă bibliotecile") as status, workers(1) as beside, judging_in(beside):
        from orchestration.run import Busy
        from orchestration.run import run as run_pipeline

        try:
            outcome = run_pipeline(
                settings, first, last, lambda step: status.update(STEPS.get(step, step)), inputs
            )
        except Busy:
            _stop(WRONG_USE, f"O altă rulare lucrează în {settings.data}.")
    _report(settings, last, outcome)


def _report(settings: Settings, last: Period, outcome: "Outcome") -> None:
    """Say how long each layer took and what there is now; leave with the exit code that fits."""
    for step, seconds in outcome.seconds.items():
        out.print(f"{STEPS.get(step, step):<44}{seconds:8.1f} s")
    for gate, reasons in outcome.refused.items():
        err.print(
            f"[bold red]Oprit la {gate.replace('gate_', 'poarta ')}.[/] Ediția publicată înainte rămâne cum era."
        )
        for reason in reasons:
            err.print(f"  • {reason}", markup=False, soft_wrap=True)
        for message in _messages(settings) if gate == "gate_1" else []:
            err.print(f"\n{message}", markup=False, soft_wrap=True)
    if outcome.succeeded:
        _close(settings, last, outcome.known)
        return
    _print_known(outcome.tolerated)
    for fault in outcome.faults:
        err.print(f"[bold red]Eroare a noastră.[/] {fault}", soft_wrap=True)
    if outcome.faults:
        raise typer.Exit(FAULT)
    docs = _docs(settings, last)
    if docs.exists():
        err.print(f"Ce au cerut porțile: {docs}", markup=False, soft_wrap=True)
    raise typer.Exit(REFUSED)


def _close(settings: Settings, last: Period, known: list[str]) -> None:
    """Say what is to be known, what is published now, and where."""
    _print_known(known)
    latest = json.loads((settings.releases / "latest.json").read_text(encoding="utf-8"))
    release = settings.releases / latest["period"] / latest["release"]
    pages = sum(1 for _ in release.rglob("*.html"))
    out.print(f"\n{_contents(settings)}", soft_wrap=True)
    out.print(f"Ediția {latest['period']} {latest['release']}: {pages} pagini în {release}", soft_wrap=True)
    out.print(f"Ce au cerut porțile: {_docs(settings, last)}", soft_wrap=True)
    out.print(f"Deschideți: {release / 'public' / 'index.html'}", soft_wrap=True)


def _print_known(known: list[str]) -> None:
    for sentence in known:
        err.print(f"De știut: {sentence}", markup=False, soft_wrap=True)


def _docs(settings: Settings, period: Period) -> Path:
    """Give the first page of what the gates asked."""
    return settings.quality_docs / str(period) / "index.html"


def _contents(settings: Settings) -> str:
    """Say what the warehouse now publishes."""
    import duckdb

    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        counted = connection.execute(
            "select (select count(*) from published.places where geo_level = 'county'), "
            "(select count(*) from published.places where geo_level = 'uat'), "
            "count(distinct period), count(distinct indicator), count(*), "
            "count(*) filter (where status = 'published'), count(*) filter (where status = 'warning'), "
            "count(*) filter (where status = 'withheld') from published.indicators"
        ).fetchone()
    words = (
        "Județe: {}. UAT-uri: {}. Trimestre: {}. Indicatori: {}. "
        "Valori: {}, publicate: {}, cu avertisment: {}, reținute: {}."
    )
    return words.format(*(f"{number:,}".replace(",", ".") for number in counted))


def _messages(settings: Settings) -> list[str]:
    """Give the feedback on each delivery that blocks the run."""
    from orchestration.intake import read_verdicts

    blocking = [row for row in read_verdicts(settings).iter_rows(named=True) if row["refusals"]]
    return [
        (settings.quarantine / row["feedback"] / "mesaj.txt").read_text(encoding="utf-8") for row in blocking
    ]


def _stop(code: int, message: str) -> NoReturn:
    err.print(message, markup=False, soft_wrap=True)
    raise typer.Exit(code)


def main() -> None:
    """Run the command line; what breaks in it is a fault of ours."""
    try:
        app()
    except Exception:
        err.print_exception()
        sys.exit(FAULT)


if __name__ == "__main__":
    main()
