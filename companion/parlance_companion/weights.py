"""Model files are checked against a pinned SHA-256 before a byte of them is interpreted."""

import hashlib
import hmac


def verified(path: str, sha256: str) -> bool:
    """Whether the file has the digest (64 hexadecimal digits). Raises OSError when it cannot be read."""
    with open(path, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return hmac.compare_digest(digest.encode(), sha256.lower().encode())
