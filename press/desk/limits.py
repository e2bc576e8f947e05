"""What the desk allows itself and its visitors, and the two small stores that keep to it."""

from __future__ import annotations

import ipaddress
import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Every limit of the desk; house rules, chosen for a machine with two cores.

    body, head: bytes of each part of a request; body_seconds, head_seconds: for it to arrive;
    requests: answered at the same time; connections: open at the same time; queue: different files being made or
    waiting to be made; wait_seconds: how long a visitor waits for a file; stuck_seconds: how long a worker may take
    for one; retry_seconds: when a visitor who was turned away should come back; burst: files that one visitor may ask
    for at once, and refill_seconds: after how long for one more; clients: visitors who are remembered for that;
    kept_bytes: of files kept in memory; listeners: open previews.
    """

    body: int = 64 * 1024
    head: int = 12 * 1024
    body_seconds: float = 10
    head_seconds: float = 10
    requests: int = 200
    connections: int = 1000
    queue: int = 12
    wait_seconds: float = 60
    stuck_seconds: float = 120
    retry_seconds: int = 5
    burst: int = 20
    refill_seconds: int = 3
    clients: int = 4096
    kept_bytes: int = 64 * 1024 * 1024
    listeners: int = 32


class Allowance:
    """A token bucket for each visitor, kept in memory only; those who asked longest ago are forgotten first."""

    def __init__(self, limits: Limits, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> int:
        """Take one from the bucket of an address; gives 0, or after how many seconds there will be one."""
        now = self._clock()
        key = _network(address)
        left, since = self._buckets.pop(key, (float(self._limits.burst), now))
        left = min(self._limits.burst, left + (now - since) / self._limits.refill_seconds)
        granted = left >= 1
        self._buckets[key] = (left - 1 if granted else left, now)
        if len(self._buckets) > self._limits.clients:
            self._buckets.popitem(last=False)
        return 0 if granted else max(1, math.ceil((1 - left) * self._limits.refill_seconds))

    def __len__(self) -> int:
        return len(self._buckets)


def _network(address: str) -> str:
    """An address as one visitor: all of a /64 of IPv6 are one (RFC 6177: no site has less)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address


class Shelf:
    """Finished files in memory, up to a number of bytes; those used longest ago go first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._files: OrderedDict[str, bytes] = OrderedDict()
        self.bytes = 0

    def get(self, key: str) -> bytes | None:
        """The file kept under a key, or None."""
        if key in self._files:
            self._files.move_to_end(key)
        return self._files.get(key)

    def put(self, key: str, data: bytes) -> None:
        """Keep a file; one that is larger than the whole shelf is not kept."""
        self.bytes -= len(self._files.pop(key, b""))
        if len(data) > self._most:
            return
        self._files[key] = data
        self.bytes += len(data)
        while self.bytes > self._most:
            _, gone = self._files.popitem(last=False)
            self.bytes -= len(gone)

    def __len__(self) -> int:
        return len(self._files)
