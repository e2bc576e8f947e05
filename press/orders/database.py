"""Where the ledger is kept: a SQLite file of its own, or another database by URL. Opening it brings it up to date."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import platformdirs
import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from press.model.findings import Code, Exit, Place, PressError
from press.orders.tables import HEAD

PLACE = Code(
    "ORD301",
    "The ledger and its batches are kept away from what is published.",
    "house rule: names and addresses never stand beside files that are given away",
    "choose a folder of its own with `--ledger`, outside the output folder",
)
UNUSABLE = Code(
    "ORD302",
    "The ledger can be opened.",
    "the command line",
    "check the path or URL after `--ledger`, or in HANDOUT_LEDGER",
)
NEWER = Code(
    "ORD303",
    "The ledger was not made by a later version of the press.",
    "house rule: nothing of an order is lost",
    "use the version of the press that wrote it, or a later one",
)
BUSY = Code(
    "ORD304",
    "Two commands do not change the same orders at once.",
    "house rule: an order is sent once",
    "wait until the other is done, then run this again",
)
CODES = (PLACE, UNUSABLE, NEWER, BUSY)
WAIT = 10_000
"""Milliseconds to wait for another process that is writing."""
PRAGMAS = ("busy_timeout = " + str(WAIT), "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON",
           "secure_delete = ON", "temp_store = MEMORY")  # fmt: skip


def default_folder() -> Path:
    """Where orders are kept when nothing else is said: the user's own data directory."""
    return platformdirs.user_data_path("handout-press") / "orders"


def default_path() -> Path:
    """The ledger when none is named."""
    return default_folder() / "ledger.sqlite3"


def engine_of(where: str, published: Path) -> tuple[sa.Engine, Path]:
    """The database at a path or URL, brought up to date, and the folder for its batches.

    published: the output folder, below which no ledger may be. Raises PressError when it cannot be opened.
    """
    if "://" in where:
        # What stands in a URL may be a password, so no message shows it.
        with explained("the database"):
            engine = sa.create_engine(where, hide_parameters=True)
            folder = default_folder()
            if engine.dialect.name == "sqlite":
                folder = _private_file(Path(engine.url.database or ""), published)
    else:
        folder = _private_file(Path(where), published)
        engine = sa.create_engine(sa.URL.create("sqlite", database=str(Path(where).resolve())), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    try:
        with explained(where if "://" not in where else "the database"):
            migrate(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine, folder


def away_from(path: Path, published: Path) -> Path:
    """The path, absolute. Raises PressError when it is the output folder or below it."""
    path = path.resolve()
    if path == published.resolve() or published.resolve() in path.parents:
        raise PressError([PLACE.at(Place(str(path)), "this is in the output folder, which is published")], Exit.USAGE)
    return path


def migrate(engine: sa.Engine, to: str = HEAD) -> None:
    """Bring a ledger up to a revision, in one transaction. Raises PressError when it is of a later one."""
    with engine.begin() as connection:
        known = sa.inspect(connection).has_table("alembic_version")
        now = connection.scalar(sa.text("SELECT version_num FROM alembic_version")) if known else ""
        if now == to:
            return
        if now and now > HEAD:
            raise PressError([NEWER.at(Place(), f"the ledger is of revision {now}; this press knows {HEAD}")])
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def scrub(engine: sa.Engine) -> None:
    """Make the database write over what was deleted, in its file and in its log. The only SQL that is SQLite's own."""
    if engine.dialect.name != "sqlite":
        return
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM")
        busy = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        busy = True
    finally:
        connection.close()
    if busy:
        problem = "it is in use, so what was deleted may still be in its file"
        raise PressError([BUSY.at(Place(), problem, "end the other command, the clinic desk too, then purge again")])


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Turn what a database says of itself into a finding, without the values it was handed."""
    try:
        yield
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError):
        raise PressError([UNUSABLE.at(Place(), "this is no URL of a database that can be used")], Exit.USAGE) from None
    except DatabaseError as error:
        said = str(error.orig).splitlines()[0] if isinstance(error.orig, sqlite3.Error) else "it cannot be reached"
        code = BUSY if "locked" in said else UNUSABLE
        raise PressError([code.at(Place(where), f"the ledger cannot be used: {said}")], Exit.USAGE) from None


def _private_file(path: Path, published: Path) -> Path:
    """Make sure that a ledger's file is there and its owner's alone; gives the folder for its batches."""
    path = away_from(path, published)
    if not path.parent.exists():
        path.parent.mkdir(parents=True, mode=0o700)
    # SQLite gives its log the mode of the file, so it must be right before SQLite sees it.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    return path.parent


def _prepare_sqlite(engine: sa.Engine) -> None:
    """Every transaction takes the right to write at its start, so that none fails in its middle."""

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    def begun(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    sa.event.listen(engine, "connect", connected)
    sa.event.listen(engine, "begin", begun)
