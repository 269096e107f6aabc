"""Pseudonyms: HMAC-SHA256 of an identifier under a key that stays in the data root, readable by its owner only."""

import base64
import hmac
import os
import secrets
import stat
from pathlib import Path

import polars as pl

KEY_BYTES = 32
#: of each code, the first bytes are kept: twelve characters, as many as DuckDB compares without following a pointer.
#: That any two of twenty million people share one is expected once in twenty million such countries.
CODE_BYTES = 9


class KeyFileError(Exception):
    """The key file is open to others, or damaged."""


def read_key(path: Path, may_make: bool = True) -> bytes:
    """Give the key; make it at the first call, unless what was made with a lost one is still there (`may_make`).

    A key that is missing then, that others can read, or of a wrong length raises KeyFileError.
    """
    if not path.exists():
        if not may_make:
            raise KeyFileError(f"{path.name} lipsește, dar lacul are date făcute cu ea: puneți cheia la loc")
        _make_key(path)
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyFileError(
            f"{path.name}: cheia poate fi citită și de alții; puneți drepturile 0600 (chmod 600)"
        )
    key = path.read_bytes()
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"{path.name}: cheia trebuie să aibă {KEY_BYTES} de octeți")
    return key


def _make_key(path: Path) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def pseudonymise(values: pl.Series, key: bytes) -> pl.Series:
    """Replace each text by the first CODE_BYTES of its code, in base64; nulls stay null. `key`: of KEY_BYTES."""
    keyed = hmac.new(key, digestmod="sha256")  # the key's part is the same for all

    def code(value: str) -> str:
        own = keyed.copy()
        own.update(value.encode())
        return base64.b64encode(own.digest()[:CODE_BYTES]).decode()

    codes = [None if value is None else code(value) for value in values.to_list()]
    return pl.Series(values.name, codes, dtype=pl.String)
