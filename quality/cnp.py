"""The personal numeric code: what is a valid one (python-stdnum's `ro.cnp`)."""

from functools import lru_cache

from stdnum.exceptions import ValidationError
from stdnum.ro import cnp


@lru_cache(maxsize=65536)
def valid_cnp(text: str) -> str | None:
    """Give the 13 digits of a CNP whose length, date, county and check digit are right, else None."""
    try:
        return str(cnp.validate(text))
    except ValidationError:
        return None
