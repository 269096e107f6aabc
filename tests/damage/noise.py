"""Bytes changed at random."""

import random


def noisy(content: bytes, dice: random.Random) -> bytes:
    """Flip a bit, put in a sign of CSV, delete or repeat some bytes, anywhere in a file; never gives an empty one."""
    spoilt = bytearray(content)
    start = dice.randrange(len(spoilt))
    stop = min(len(spoilt), start + dice.choice([1, 1, 3, 40, 400]))
    kind = dice.randrange(4)
    if kind == 0:
        spoilt[start] ^= 1 << dice.randrange(8)
    elif kind == 1:
        spoilt[start] = dice.choice(b'",\n\r\0;\\')
    elif kind == 2:
        del spoilt[start:stop]
    else:
        spoilt[start:start] = spoilt[start:stop]
    return bytes(spoilt) or b"\n"
