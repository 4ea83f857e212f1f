"""Sealing 1 KB, beside the bare cipher."""

from __future__ import annotations

import os
import statistics
import time

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.disclosure import Sensitive
from storage.keys import MasterKeys
from storage.vault import Vault


def seal_us() -> tuple[float, float]:
    """Microseconds of one sealing, and of AES-256-GCM with a nonce alone."""
    key, _wrapped = Vault(MasterKeys.of(os.urandom(32))).make("bench")
    text = "x" * 1024
    words, plain = Sensitive(text), text.encode()
    bare = AESGCM(os.urandom(32))
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(4000):
        begun = time.perf_counter_ns()
        key.seal(words, table="texts", row="1", column="words")
        middle = time.perf_counter_ns()
        bare.encrypt(os.urandom(12), plain, b"texts|1|words|1")
        ours.append((middle - begun) / 1000)
        floor.append((time.perf_counter_ns() - middle) / 1000)
    return statistics.median(ours), statistics.median(floor)
