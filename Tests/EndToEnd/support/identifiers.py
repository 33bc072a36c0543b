"""Identifiers as devices make them: UUIDs of version 7 in lower case (RFC 9562, section 5.7)."""

import os
import time
import uuid


def identifier() -> str:
    milliseconds = time.time_ns() // 1_000_000
    bits = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=bits))
