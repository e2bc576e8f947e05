"""Compiled templates in the cache of this machine: to compile them takes a new process as long as an edition."""

from __future__ import annotations

from pathlib import Path

import jinja2
from jinja2.bccache import Bucket

from press.runtime.cache import find_cache_folder, read_bytes, store_bytes
from press.runtime.installation import hash_code, hash_data


class CompiledTemplates(jinja2.BytecodeCache):
    """Compiled templates, each for its source, Jinja2 and the code of the press, whose filters they call."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a compiled template if it is there, and of the same source and code."""
        stored = read_bytes(_find_file(bucket))
        key = _make_key(bucket)
        if stored and stored.startswith(key):
            bucket.bytecode_from_string(stored[len(key) :])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Store a compiled template."""
        store_bytes(_find_file(bucket), _make_key(bucket) + bucket.bytecode_to_string())


def _find_file(bucket: Bucket) -> Path:
    return find_cache_folder() / "templates" / bucket.key


def _make_key(bucket: Bucket) -> bytes:
    return hash_data([bucket.checksum, jinja2.__version__, hash_code()]).encode()
