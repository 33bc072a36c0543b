"""Identifiers as devices make them: UUIDs of version 7 in lower case (RFC 9562, section 5.7)."""

import os
import threading
import time
import uuid

_lock = threading.Lock()
_last = 0


def identifier() -> str:
    """They rise, also within a millisecond (rule 8)."""
    global _last
    milliseconds = time.time_ns() // 1_000_000
    bits = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    with _lock:
        _last = max(bits, _last + 1)
        return str(uuid.UUID(int=_last))
