"""Where the ledger is kept: its own SQLite file, or a database by URL. Opening it migrates it."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs
import sqlalchemy as sa
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from press.model.findings import ExitCode, FindingCode, Place, PressError
from press.orders.models import PERSON_FIELDS

REVISIONS = ("0001", "0002", "0003")
HEAD = REVISIONS[-1]
"""The last migration in press/orders/migrations/versions/."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("received", String(20), nullable=False),
    Column("other_format", String(20), nullable=False),
    Column("due", String(10)),
    Column("answered", String(20)),
    sqlite_autoincrement=True,  # the number of an order that was purged is never given again
)
people = Table(
    "people",
    metadata,
    Column("order_id", Integer, ForeignKey("orders.id"), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("reference", Text, nullable=False),
    *(Column(name, Text, nullable=False) for name in PERSON_FIELDS),
    Column("note", Text, nullable=False),
    UniqueConstraint("key"),
)
lines = Table(
    "lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("order_id", Integer, ForeignKey("orders.id"), nullable=False, index=True),
    Column("number", String(40), nullable=False),
    Column("language", String(20), nullable=False),
    Column("variant", String(60), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("status", String(12), nullable=False, index=True),
    Column("changed", String(20), nullable=False),
    Column("batch_id", Integer, ForeignKey("batches.id"), index=True),
    Column("from_stock", Integer, nullable=False, server_default="0"),
    UniqueConstraint("order_id", "number", "language", "variant"),
    CheckConstraint("quantity > 0", name="quantity"),
    sqlite_autoincrement=True,
)
stock = Table(
    "stock",
    metadata,
    Column("number", String(40), primary_key=True),
    Column("language", String(20), primary_key=True),
    Column("variant", String(60), primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("stock_only", Boolean, nullable=False),
    CheckConstraint("quantity >= 0", name="quantity"),
)
journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(20), nullable=False),
    Column("order_id", Integer, ForeignKey("orders.id"), nullable=False, index=True),
    Column("line_id", Integer, ForeignKey("lines.id")),
    Column("was", String(12), nullable=False),
    Column("became", String(12), nullable=False),
    Column("batch_id", Integer),
)
batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("opened", String(20), nullable=False),
    Column("closed", String(20)),
    Column("until", String(10), nullable=False),
    Column("gsm", Float, nullable=False),
    Column("folder", Text, nullable=False),
    sqlite_autoincrement=True,
)
counts = Table(
    "counts",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("number", String(40), primary_key=True),
    Column("language", String(20), primary_key=True),
    Column("variant", String(60), primary_key=True),
    Column("status", String(12), primary_key=True),
    Column("orders", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
)
"""Counts of purged orders by month, edition and status."""

identity = Table("identity", metadata, Column("id", String(8), primary_key=True))
"""One row: what tells this ledger from all others, so that two may share a folder for batches."""

PLACE = FindingCode(
    "ORD301",
    "The ledger and its batches are outside the output folder.",
    "house rule: names and addresses are never kept beside published files",
    "choose a folder outside the output folder with `--ledger`",
)
UNUSABLE = FindingCode(
    "ORD302",
    "The ledger can be opened.",
    "the command line",
    "check the path or URL after `--ledger`, or in HANDOUT_LEDGER",
)
NEWER = FindingCode(
    "ORD303",
    "The ledger was not made by a later version of the press.",
    "house rule: nothing of an order is lost",
    "use the press version that wrote it, or a later one",
)
BUSY = FindingCode(
    "ORD304",
    "Two commands do not change the same orders at once.",
    "house rule: an order is sent once",
    "wait until the other command ends, then run this one again",
)
FOREIGN = FindingCode(
    "ORD313",
    "A file named as the ledger is a ledger, or does not exist yet.",
    "the command line",
    "check the path after `--ledger`, or in HANDOUT_LEDGER; the file was not touched",
)
CODES = (PLACE, UNUSABLE, NEWER, BUSY, FOREIGN)
SQLITE_HEADER = b"SQLite format 3\0"
"""The first bytes of a database file (SQLite, Database File Format, 1.3.1)."""
MIGRATING, BATCHING = 0x0DE51, 0x0DE52
"""Numbers of the advisory locks of a ledger on PostgreSQL, where each database has its own."""
SERVER = "the database"
"""The place of findings about a database that is no file; its URL may hold a password."""
WAIT = 10_000
"""Milliseconds that a command waits for another process that is writing."""
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "secure_delete = ON",
           "temp_store = MEMORY")  # fmt: skip


def find_default_folder() -> Path:
    """Find the default folder, in the user's data directory."""
    return platformdirs.user_data_path("handout-press") / "orders"


def find_default_path() -> Path:
    """Find the ledger to use when none is named."""
    return find_default_folder() / "ledger.sqlite3"


def open_engine(where: str, published: Path, wait: int = WAIT) -> tuple[sa.Engine, Path]:
    """Open and migrate the database at a path or URL.

    The second value is the folder for its batches. published: the output folder, below which no ledger may be. wait:
    milliseconds to wait for another process that is writing. Raises PressError when it cannot be opened.
    """
    if "://" in where:
        with explain_errors(SERVER):
            engine = sa.create_engine(where, hide_parameters=True, pool_pre_ping=True)  # servers are restarted
            if engine.dialect.name == "postgresql":
                _limit_waiting(engine, wait)
            folder = find_default_folder()
            if engine.dialect.name == "sqlite":
                folder = _create_private_file(Path(engine.url.database or ""), published)
    else:
        folder = _create_private_file(Path(where), published)
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(Path(where).resolve())), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, wait)
    try:
        with explain_errors(find_place(engine)):
            migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine, folder


def find_place(engine: sa.Engine) -> str:
    """Find the place to name in findings about a ledger."""
    return str(engine.url.database) if engine.dialect.name == "sqlite" else SERVER


def resolve_private_path(path: Path, published: Path) -> Path:
    """Resolve a path that must be outside the output folder.

    Raises PressError when it is that folder or below it.
    """
    path = path.resolve()
    if path == published.resolve() or published.resolve() in path.parents:
        raise PressError(
            [PLACE.make_finding(Place(str(path)), "this is in the output folder, which is published")], ExitCode.USAGE
        )
    return path


def migrate(engine: sa.Engine, to: str = HEAD) -> None:
    """Migrate a ledger to a revision, in one transaction.

    Raises PressError when it is of a later one.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            # SQLite has the right to write by now; here two first openings would both create the tables.
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATING)))
        known = sa.inspect(connection).has_table("alembic_version")
        now = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if known else ""
        if now == to:
            return
        if now and now > HEAD:
            raise PressError(
                [NEWER.make_finding(Place(), f"the ledger has revision {now}; this press knows revisions up to {HEAD}")]
            )
        if known and now not in REVISIONS:
            problem = f"the ledger cannot be used: {DAMAGED.reason}"
            raise PressError([UNUSABLE.make_finding(Place(find_place(engine)), problem)], ExitCode.USAGE)
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def scrub(engine: sa.Engine) -> str:
    """Overwrite deleted rows in the database.

    Returns a sentence on what cannot be overwritten from here, or "". Raises PressError when another connection keeps
    the rows alive.
    """
    if engine.dialect.name == "postgresql":
        return _scrub_postgresql(engine)
    return _scrub_sqlite(engine)


def _scrub_sqlite(engine: sa.Engine) -> str:
    """Rewrite the file, and empty its log."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM")
        busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError as error:
        raise _make_kept_error(find_fault(str(error), find_place(engine)), engine) from None
    finally:
        connection.close()
    if busy:
        raise _make_kept_error(LOCKED, engine)
    return ""


def _scrub_postgresql(engine: sa.Engine) -> str:
    """Rewrite the tables; the log and the backups belong to the server."""
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            connection.exec_driver_sql(f"SET lock_timeout = {WAIT}")
            connection.exec_driver_sql(f"VACUUM (FULL) {tables}")
        except DatabaseError as error:
            raise _make_kept_error(find_fault(str(error.orig), SERVER), engine) from None
        finally:
            connection.invalidate()
    with engine.connect() as connection:
        if connection.scalar(sa.text(_OTHER_READERS)):
            raise _make_kept_error(LOCKED, engine)
    return (
        "Deleted names are out of the tables. The server's write-ahead log and its backups may hold them until the "
        "server replaces those."
    )


_OTHER_READERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend' AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)"
)
"""Connections with a snapshot: rows that they may still see are kept (PostgreSQL, Routine Vacuuming)."""


def _make_kept_error(fault: DatabaseFault, engine: sa.Engine) -> PressError:
    """Make the error of a purge that could not overwrite what it deleted."""
    reason, hint = fault.reason, fault.hint
    if fault is LOCKED:
        reason, hint = "the ledger is in use", "stop the other command or the clinic desk, then purge again"
    where = "its file" if engine.dialect.name == "sqlite" else "its tables"
    problem = f"{reason}, so deleted names may still be in {where}"
    return PressError([fault.code.make_finding(_locate_fault(fault, find_place(engine)), problem, hint)], fault.status)


@contextmanager
def lock_orders(engine: sa.Engine) -> Iterator[None]:
    """Lock a ledger for making or purging a batch.

    The lock ends with the process. Raises PressError when another process has it, in whatever folder and, on
    PostgreSQL, on whatever machine that one works.
    """
    lock = _lock_database(engine) if engine.dialect.name == "postgresql" else _lock_file(engine)
    with lock as has_lock:
        if not has_lock:
            raise PressError([BUSY.make_finding(Place(), "another command is making or purging a batch")])
        yield


@contextmanager
def _lock_database(engine: sa.Engine) -> Iterator[bool]:
    """Lock a database as long as a connection of its own lives."""
    # Without a transaction, which would be idle for minutes.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        try:
            yield bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(BATCHING))))
        finally:
            # The lock belongs to the session, which the pool would keep.
            with suppress(DatabaseError):
                connection.execute(sa.select(sa.func.pg_advisory_unlock_all()))
            connection.invalidate()


@contextmanager
def _lock_file(engine: sa.Engine) -> Iterator[bool]:
    """Lock the file beside a ledger's file."""
    # Not the ledger's own file: closing it would end the locks that SQLite holds on it (POSIX, fcntl).
    path = Path(f"{Path(engine.url.database or '').resolve()}.lock")
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class DatabaseFault:
    """A reason why a ledger cannot be used, in our words, and what to do."""

    reason: str
    hint: str = ""
    code: FindingCode = UNUSABLE
    status: ExitCode = ExitCode.USAGE


AGAIN = "then run the same command again"
LOCKED = DatabaseFault("the database is locked", code=BUSY)
FULL = DatabaseFault("the disk of this folder is full", f"free some space there, {AGAIN}", status=ExitCode.ENVIRONMENT)
FULL_SERVER = replace(FULL, reason="the disk of its server is full")
BROKEN_DISK = DatabaseFault("the disk reports an error", f"look after the disk, {AGAIN}", status=ExitCode.ENVIRONMENT)
READ_ONLY = DatabaseFault("it is read-only")
DAMAGED = DatabaseFault("the database is damaged")
OTHER_FAULT = DatabaseFault("it cannot be reached")
FAULTS = {
    "locked": LOCKED,
    "lock timeout": LOCKED,
    "disk is full": FULL,
    "no space left": FULL_SERVER,
    "readonly": READ_ONLY,
    "read-only": READ_ONLY,
    "not a database": DatabaseFault("file is not a database"),
    "malformed": DAMAGED,
    "could not decode": DAMAGED,
    "unable to open": DatabaseFault("the file cannot be opened"),
    "disk i/o": BROKEN_DISK,
}
"""What a database's message means, by words in it."""
LEAST_ROOM = 1 << 20
"""Free bytes with which a disk does not count as full. SQLite needs 32 KiB for the index of its log."""


@contextmanager
def explain_errors(where: str) -> Iterator[None]:
    """Turn database errors into findings, without the values involved.

    where: path of the ledger's file, or `SERVER`.
    """
    try:
        yield
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError):
        raise PressError(
            [UNUSABLE.make_finding(Place(), "this is not the URL of a usable database")], ExitCode.USAGE
        ) from None
    except DatabaseError as error:
        # The database's own words may quote what a row holds.
        fault = find_fault(str(error.orig), where)
        problem = f"the ledger cannot be used: {fault.reason}"
        finding = fault.code.make_finding(_locate_fault(fault, where), problem, fault.hint)
        raise PressError([finding], fault.status) from None


def find_fault(said: str, where: str) -> DatabaseFault:
    """Find out what a database's message means."""
    fault = next((fault for words, fault in FAULTS.items() if words in said.casefold()), OTHER_FAULT)
    # SQLite says only that the disk reports an error, if there is no room for the index of its log.
    is_full = fault is BROKEN_DISK and where != SERVER and shutil.disk_usage(Path(where).parent).free < LEAST_ROOM
    return FULL if is_full else fault


def _locate_fault(fault: DatabaseFault, where: str) -> Place:
    """Locate a fault: in the folder if its disk is full, else in the ledger."""
    return Place(str(Path(where).parent) if fault is FULL else where)


def _create_private_file(path: Path, published: Path) -> Path:
    """Create a ledger's file, readable by its owner only.

    Returns the folder for its batches.
    """
    path = resolve_private_path(path, published)
    if path.exists() and not _may_hold_orders(path):
        raise PressError([FOREIGN.make_finding(Place(str(path)), "this is a file of another program")], ExitCode.USAGE)
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=0o700)
    # SQLite gives its log the mode of the file, so it must be right before SQLite sees it.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    return path.parent


def _may_hold_orders(path: Path) -> bool:
    """Return whether a file is empty or a ledger, changing nothing."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        start = file.read(len(SQLITE_HEADER))
    if start != SQLITE_HEADER:
        return not start
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        try:
            found = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        except sqlite3.DatabaseError:
            return True  # opening it says how it is damaged
    # A new ledger may still have all its tables in the log beside it.
    return not found or found >= {"alembic_version", orders.name, lines.name}


def _limit_waiting(engine: sa.Engine, wait: int) -> None:
    """Limit the milliseconds that PostgreSQL waits for a lock."""

    def prepare(connection: Any, _record: Any) -> None:
        connection.cursor().execute(f"SET lock_timeout = {wait:d}")
        connection.commit()

    sa.event.listen(engine, "connect", prepare)


def _prepare_sqlite(engine: sa.Engine, wait: int) -> None:
    """Make every transaction start with the right to write.

    So none fails in its middle.
    """

    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (f"busy_timeout = {wait:d}", *PRAGMAS):
            connection.execute(f"PRAGMA {pragma}").close()

    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    sa.event.listen(engine, "connect", prepare)
    sa.event.listen(engine, "begin", begin)
