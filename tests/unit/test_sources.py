"""A reader that breaks says where, and never quotes what it read."""

from pathlib import Path

import pytest

from orchestration import sources


def test_a_fault_of_a_reader_quotes_no_data(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("could not parse Ana Popescu")

    monkeypatch.setitem(
        sources.SOURCES, "broken", sources.Source("broken", sources.SOURCES["amc"].contract, broken)
    )
    with pytest.raises(
        sources.ReaderFault, match=r"broken: ValueError in broken \(test_sources.py:\d+\)"
    ) as caught:
        sources.read_delivery("broken", Path("x"), None, b"")
    assert "Popescu" not in str(caught.value)
    assert caught.value.__suppress_context__
