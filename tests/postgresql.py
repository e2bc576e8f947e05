"""A PostgreSQL for tests: Debian's, in a folder of its own, reached by a socket there and by nobody else.

`make test-postgresql` runs the order tests on it. Each ledger of a test is a database of its own.
"""

from __future__ import annotations

import atexit
import functools
import hashlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

ON_POSTGRESQL = os.environ.get("HANDOUT_TEST_DATABASE") == "postgresql"
"""Whether the order tests run on PostgreSQL instead of SQLite."""
SOCKET = "HANDOUT_TEST_SOCKET"
"""Tells the programs that a test starts where the server of the test is."""
OWNER = "postgres"
"""The account of Debian's package; PostgreSQL does not run as root."""


def find_programs() -> Path | None:
    """Find the folder of the newest installed server."""
    on_path = shutil.which("pg_ctl")
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[4]))
    return Path(on_path).parent if on_path else installed[-1].parent if installed else None


def explain_absence() -> str:
    """Say why there is no PostgreSQL here; empty if there is one."""
    if importlib.util.find_spec("psycopg") is None:
        return "psycopg is not installed: pip install '.[postgresql]'"
    return "" if find_programs() else "PostgreSQL is not installed: apt-get install postgresql"


@functools.cache
def start_server() -> Path:
    """Start a server; return the folder of its socket. It stops with the tests."""
    if SOCKET in os.environ:
        return Path(os.environ[SOCKET])
    programs = find_programs()
    assert programs
    # Not pytest's folder: the path of a socket may have 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="press-pg-"))
    as_owner = {"user": OWNER} if os.geteuid() == 0 else {}
    if as_owner:
        shutil.chown(folder, OWNER)
    run = functools.partial(subprocess.run, check=True, stdout=subprocess.DEVNULL, cwd="/", **as_owner)
    run([programs / "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "--no-sync", "--locale=C.UTF-8"])
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=200"
    run([programs / "pg_ctl", "start", "-w", "-D", folder / "data", "-l", folder / "log", "-o", options])
    os.environ[SOCKET] = str(folder)
    atexit.register(_stop_server, run, programs, folder)
    return folder


def _stop_server(run: Callable[..., object], programs: Path, folder: Path) -> None:
    run([programs / "pg_ctl", "stop", "-m", "immediate", "-D", folder / "data"])
    shutil.rmtree(folder, ignore_errors=True)


def name_database(folder: Path) -> str:
    """Name the database that stands for the ledger in a folder."""
    return f"ledger_{hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]}"


def make_url(name: str) -> str:
    """Make the URL of a database."""
    return f"postgresql+psycopg://{OWNER}@/{name}?host={start_server()}"


def _run_admin(sql: str) -> bool:
    engine = sa.create_engine(make_url("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        return connection.exec_driver_sql(sql).rowcount > 0


def find_url(folder: Path) -> str:
    """Find the URL of the ledger in a folder, making its database if it is missing."""
    name = name_database(folder)
    if not _run_admin(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        _run_admin(f'CREATE DATABASE "{name}"')
    return make_url(name)


def copy_database(source: Path, target: Path) -> None:
    """Copy the ledger of a folder to another folder."""
    _run_admin(f'CREATE DATABASE "{name_database(target)}" TEMPLATE "{name_database(source)}"')


def end_connections(folder: Path) -> None:
    """End all connections to the ledger of a folder, as a restart does."""
    name = name_database(folder)
    _run_admin(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def drop_database(folder: Path) -> None:
    """Drop the ledger of a folder."""
    _run_admin(f'DROP DATABASE IF EXISTS "{name_database(folder)}" WITH (FORCE)')


def read_tables(folder: Path) -> bytes:
    """Read every byte of the files of a ledger's tables, as they are on the disk."""
    _run_admin("CHECKPOINT")
    engine = sa.create_engine(make_url("postgres"), poolclass=sa.NullPool)
    with engine.connect() as connection:
        oid = connection.scalar(
            sa.text("SELECT oid FROM pg_database WHERE datname = :name"), {"name": name_database(folder)}
        )
    files = (start_server() / "data" / "base" / str(oid)).iterdir()
    return b"".join(path.read_bytes() for path in files if path.is_file())


if __name__ == "__main__":
    print(explain_absence())
