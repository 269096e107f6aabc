"""Processes that work side by side, and end with the one that started them, however it ends."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process

#: how Polars is told how many threads to use; it asks when it is loaded
THREADS = "POLARS_MAX_THREADS"


def cores() -> int:
    """Count the processor's cores that this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def workers(count: int) -> Iterator[Executor]:
    """Give `count` processes, which start with their first work and share the cores between them."""
    before = os.environ.get(THREADS)
    os.environ[THREADS] = str(max(cores() // count, 1))
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_end_with_parent)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        if before is None:
            del os.environ[THREADS]
        else:
            os.environ[THREADS] = before


def _end_with_parent() -> None:
    """See to it that no worker goes on when the process that started it was killed."""
    threading.Thread(target=_wait_and_end, daemon=True).start()


def _wait_and_end() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
