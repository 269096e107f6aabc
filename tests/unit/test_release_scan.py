"""Gate 4's counting on finished files."""

import polars as pl
import pytest

from quality.release_scan import personal_data, scan_release

CNP = "2850314300015"


def count(tmp_path, text: str) -> int:
    (tmp_path / "page.html").write_text(text, encoding="utf-8")
    return personal_data([tmp_path / "page.html"])


@pytest.mark.parametrize(
    "text",
    [
        CNP,
        f"<td>{CNP}</td>",
        f"CNP {CNP}.",
        f'"{CNP}"',
        f"a;{CNP};b",
        f"CNP{CNP}",
        f"cnp_{CNP}",
        "0722334455",
        "0722/334455",
        "(0722) 334 455",
        "tel. 0722 334 455",
        "+40 722 334 455",
        "0040722334455",
        "0261-234-567",
        "ana.pop@exemplu.ro",
        "mailto:x@y.co",
    ],
)
def test_what_looks_like_a_person_is_found(tmp_path, text):
    assert count(tmp_path, text) == 1
    assert count(tmp_path, f"înainte {text} după") == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2850314300016",
        "0,2850314300015e3",
        "0.2850314300015",
        f"1{CNP}",
        "136526",
        "2025-10-01",
        "@media print",
        "0.0722334455",
        "a@b",
    ],
)
def test_numbers_and_words_are_not(tmp_path, text):
    assert count(tmp_path, text) == 0


def test_each_of_several_counts(tmp_path):
    assert count(tmp_path, f"{CNP}, {CNP}\n0722334455 a@b.ro") == 4


def test_one_across_the_border_of_two_pieces_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("quality.release_scan.BATCH", 200)
    for before in range(180, 205):
        assert count(tmp_path, "x" * before + f" {CNP} " + "y" * 300) >= 1


@pytest.mark.parametrize("digits", ["0722334455", CNP])
def test_a_number_that_is_cut_where_it_begins_or_ends_is_no_person(tmp_path, monkeypatch, digits):
    monkeypatch.setattr("quality.release_scan.BATCH", 200)
    for place in range(230):
        for share in (f"0.{digits}", f"{digits}99"):
            assert count(tmp_path, f"{',' * place}{share},{',' * 230}") == 0
        assert count(tmp_path, f"{',' * place}{digits},{',' * 230}") >= 1


def test_texts_of_all_columns_of_parquet_files_are_read(tmp_path):
    coded = pl.Series(["a", "a", CNP], dtype=pl.Enum(["a", CNP]))
    frame = pl.DataFrame({"label": ["x", CNP, CNP], "n": [1, 2, int(CNP)], "empty": [None, None, CNP]})
    frame.with_columns(coded=coded).write_parquet(tmp_path / "a.parquet")
    assert personal_data([tmp_path / "a.parquet"]) == 3


def test_missing_and_unexpected_files_are_counted_by_edition(tmp_path):
    for file in ("index.html", "136526/index.html", "136526/more.html", "assets/plotly.min.js"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text("0722334455" if file.startswith("assets") else "x", encoding="utf-8")
    editions = [
        ("SM", tmp_path, {"index.html", "data/a.csv", "assets/plotly.min.js"}),
        ("136526", tmp_path / "136526", {"index.html"}),
    ]
    columns = ["edition", "files_missing", "files_unexpected", "personal_data"]
    assert scan_release(editions).select(columns).rows() == [("SM", 1, 0, 0), ("136526", 0, 1, 0)]
