"""What a process and its children hold in memory."""

import psutil

GIB = 1024**3


def held(process: psutil.Process) -> float:
    """Give the GiB that a process and its children hold, what they share counted once (proportional set size)."""
    total = 0
    for one in [process, *process.children(recursive=True)]:
        try:
            total += one.memory_full_info().pss
        except psutil.Error:  # it ended meanwhile
            continue
    return total / GIB
