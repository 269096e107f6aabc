"""Figures as pure functions: rows in, a Plotly figure as a plain dict out (JSON-ready, values in percent).

Rows are those of `dashboards.views`. A value that is not published leaves a gap, marked by the symbol of its
status on the axis; it never becomes 0. A dot with reservations is open.
"""

from collections.abc import Sequence
from typing import Any

from dashboards.formats import Formats
from dashboards.views import Row

Spec = dict[str, Any]

# Okabe and Ito's colours, the text ones darkened to WCAG AA on white; a symbol goes with each colour.
PLACE, COUNTY, COUNTRY = "#00588f", "#b04a00", "#4a4f55"
_INK, _GRID = "#3a4047", "#e3e6e9"
_SYMBOLS = {PLACE: "circle", COUNTY: "diamond", COUNTRY: "square-open"}
#: quarters named below a figure's axis at the most: what fits a small one on paper, and a wide one
TICKS, TICKS_WIDE = 5, 12
_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"


def percent(value: float | None) -> float | None:
    """Put a share in percent, as precise as it is shown."""
    return None if value is None else round(value * 100, 2)


def _layout(formats: Formats, **more: Any) -> Spec:
    return {
        "separators": formats.separators,
        "font": {"family": _FONT, "size": 12, "color": _INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "dragmode": False,
        "showlegend": False,
        "hoverlabel": {"bgcolor": "#ffffff", "font": {"color": "#1b1f23"}},
        **more,
    }


def _reach(row: Row) -> tuple[float, float]:
    """Return how far the interval reaches above and below the value, in percentage points."""
    if row["value"] is None or row["ci_low"] is None:
        return 0.0, 0.0
    value = row["value"] * 100
    return round(max(row["ci_high"] * 100 - value, 0), 2), round(max(value - row["ci_low"] * 100, 0), 2)


def _dots(rows: Sequence[Row], symbol: str) -> str | list[str]:
    """Give the symbols of dots: another one where there are reservations."""
    doubtful = f"{symbol}-dot" if symbol.endswith("-open") else f"{symbol}-open"
    symbols = [doubtful if row["status"] == "warning" else symbol for row in rows]
    return symbols if doubtful in symbols else symbol


def _told(row: Row, symbols: dict[str, str]) -> str:
    """Write a number as a dot tells it, or what stands in its place; with reservations, the sign of them."""
    sign = f" {symbols['warning']}" if row["status"] == "warning" else ""
    why = f"<br>{row['why']}" if row.get("why") else ""
    return f"{row.get('number') or symbols[row['status']]}{sign}{why}"


def trend(
    rows: Sequence[Row],
    country: Sequence[Row],
    labels: Sequence[tuple[str, str]],
    symbols: dict[str, str],
    formats: Formats,
    *,
    height: int = 170,
) -> Spec:
    """Draw one indicator over the quarters with 95 % intervals, the country's line behind it.

    `rows`, `country` (may be empty): one row per quarter; `labels`: (axis, hover) of each
    quarter; `symbols`: status → mark for a quarter without a number.
    """
    x = list(range(len(rows)))
    reaches = [_reach(row) for row in rows]
    hovers = [f"{hover}: {_told(row, symbols)}" for (_, hover), row in zip(labels, rows, strict=True)]
    place = {
        "type": "scatter",
        "x": x,
        "y": [percent(row["value"]) for row in rows],
        "mode": "lines+markers",
        "line": {"color": PLACE, "width": 2},
        "marker": {"color": PLACE, "size": 7, "symbol": _dots(rows, "circle")},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [up for up, _ in reaches],
            "arrayminus": [down for _, down in reaches],
            "color": "rgba(0,88,143,.45)",
            "thickness": 2,
            "width": 3,
        },
        "text": hovers,
        "hoverinfo": "text",
    }
    behind = {
        "type": "scatter",
        "x": x,
        "y": [percent(row["value"]) for row in country],
        "mode": "lines",
        "line": {"color": COUNTRY, "width": 1.5, "dash": "dot"},
        "hoverinfo": "skip",
    }
    gaps = [
        {
            "x": i,
            "y": 0,
            "yref": "paper",
            "yanchor": "bottom",
            "text": symbols[row["status"]],
            "showarrow": False,
        }
        for i, row in enumerate(rows)
        if row["value"] is None
    ]
    every, most = 1, TICKS_WIDE if height > 200 else TICKS
    while len(x) / every > most:
        every *= 2
    ticks = x[::-1][::every][::-1]
    layout = _layout(
        formats,
        height=height,
        margin={"l": 46, "r": 8, "t": 8, "b": 36},
        xaxis={
            "tickvals": ticks,
            "ticktext": [labels[i][0] for i in ticks],
            "range": [-0.4, len(x) - 0.6],
            "fixedrange": True,
            "showgrid": False,
            "zeroline": False,
            "tickangle": 0,
            "tickfont": {"size": 10.5},
        },
        yaxis={
            "rangemode": "tozero",
            "fixedrange": True,
            "gridcolor": _GRID,
            "zerolinecolor": "#9aa1a8",
            "nticks": 5,
            "ticksuffix": formats.percent_suffix,
        },
        annotations=gaps,
    )
    if all(row["value"] is None for row in [*rows, *country]):
        layout["yaxis"]["range"] = [0, 100]
    return {"data": [behind, place] if country else [place], "layout": layout}


def comparison(
    names: Sequence[str],
    series: Sequence[tuple[str, str, Sequence[Row]]],
    symbols: dict[str, str],
    formats: Formats,
) -> Spec:
    """Draw dots with 95 % intervals: one line per name (a dimension), one dot per series.

    `series`: (legend, colour of this module, one row per name), the place first. Dots of a
    line stand a little apart.
    """
    step = 0.24
    data = []
    for i, (legend, colour, rows) in enumerate(series):
        reaches = [_reach(row) for row in rows]
        data.append(
            {
                "type": "scatter",
                "name": legend,
                "x": [percent(row["value"]) for row in rows],
                "y": [round(line + (i - (len(series) - 1) / 2) * step, 3) for line in range(len(names))],
                "mode": "markers",
                "marker": {
                    "color": colour,
                    "symbol": _dots(rows, _SYMBOLS[colour]),
                    "size": 10 if i == 0 else 9,
                },
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [up for up, _ in reaches],
                    "arrayminus": [down for _, down in reaches],
                    "color": colour,
                    "thickness": 1.5,
                    "width": 0,
                },
                "text": [
                    f"{legend}<br>{name}: {_told(row, symbols)}"
                    for name, row in zip(names, rows, strict=True)
                ],
                "hoverinfo": "text",
            }
        )
    gaps = [
        {
            "x": 0,
            "y": line,
            "xanchor": "left",
            "text": symbols[row["status"]],
            "showarrow": False,
            "font": {"color": PLACE},
        }
        for line, row in enumerate(series[0][2])
        if row["value"] is None
    ]
    layout = _layout(
        formats,
        height=70 + 46 * len(names),
        margin={"l": 8, "r": 16, "t": 34, "b": 36},
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.01, "xanchor": "left", "yanchor": "bottom"},
        xaxis={
            "rangemode": "tozero",
            "fixedrange": True,
            "gridcolor": _GRID,
            "zerolinecolor": "#9aa1a8",
            "nticks": 7,
            "ticksuffix": formats.percent_suffix,
        },
        yaxis={
            "tickvals": list(range(len(names))),
            "ticktext": list(names),
            "range": [len(names) - 0.5, -0.5],
            "fixedrange": True,
            "automargin": True,
            "showgrid": False,
            "zeroline": False,
        },
        annotations=gaps,
    )
    return {"data": data, "layout": layout}
