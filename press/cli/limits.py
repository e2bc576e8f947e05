"""Files of others, read in a process of their own: whatever they do to it becomes a finding."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from press.model.findings import FindingCode, Place, PressError
from press.runtime.temporary import open_temporary_folder

UNREADABLE = FindingCode(
    "USE111",
    "A file that a command is given can be read within its limits.",
    "the command line",
    "give more time with `--limit SECONDS`, or repair the file with the program that made it",
)
CODES = (UNREADABLE,)
SECONDS = 120
"""What a command may take for one file; a manual of 400 pages takes half of it."""
MEGABYTES = 3072
"""What reading one file may need, not counting the libraries and typefaces that are mapped."""

Limit = Annotated[
    int, typer.Option("--limit", metavar="SECONDS", min=1, help="The time that one file may take.", show_default=True)
]
Result = TypeVar("Result")
WORDS = {
    "PasswordError": "it is locked with a password",
    "RecursionError": "its parts are nested too deep, or hold each other",
    "MemoryError": f"reading it needs more than {MEGABYTES:,} MB",
}
"""What some exceptions mean to a person."""


def read_within_limits(file: Path, read: Callable[[], Result], seconds: int, code: FindingCode = UNREADABLE) -> Result:
    """Read a file of others in a process with limits.

    code: of the finding for a file that cannot be read. Raises PressError if the file is damaged or the process ends
    before it is done.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    with open_temporary_folder() as folder:
        ours, theirs = multiprocessing.Pipe(duplex=False)
        # Forked, because what is loaded already need not be loaded again, and what is read need not be pickled.
        context = multiprocessing.get_context("fork")
        process = context.Process(target=_serve, args=(theirs, read, code, file, folder))
        process.start()
        theirs.close()
        try:
            if not ours.poll(seconds):
                raise PressError([UNREADABLE.make_finding(Place(str(file)), f"reading it takes more than {seconds} s")])
            result, error = ours.recv()
        except EOFError:
            process.join()
            problem = f"reading it ended the program ({_name_end(process.exitcode)})"
            raise PressError([UNREADABLE.make_finding(Place(str(file)), problem)]) from None
        finally:
            _kill(process)
            ours.close()
    if error is not None:
        raise error
    return result  # type: ignore[no-any-return]


def _kill(process: BaseProcess) -> None:
    """End a process and the programs that it started."""
    if process.pid:
        with suppress(ProcessLookupError):  # it has no group yet, or has ended alone
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.join()


def _serve(pipe: Connection, read: Callable[[], Any], code: FindingCode, file: Path, folder: str) -> None:
    """Read in the new process. folder: for the temporary files of all that it runs."""
    os.setsid()  # an interrupt is for the parent, which ends this group
    threading.Thread(target=_end_with_parent, daemon=True).start()
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = MEGABYTES << 20
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))
    reply: tuple[Any, Exception | None]
    try:
        reply = (read(), None)
    except (PressError, OSError) as error:
        reply = (None, error)
    except Exception as error:  # noqa: BLE001 - any fault of a file is a finding on that file
        reply = (None, PressError([code.make_finding(Place(str(file)), describe_exception(error))]))
    pipe.send(reply)


def _end_with_parent() -> None:
    """End this group of processes once the parent has ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.killpg(0, signal.SIGKILL)


def describe_exception(error: Exception) -> str:
    """Describe why a file cannot be read, for a person."""
    name = type(error).__name__
    reason = " ".join(str(error).rpartition(">: ")[2].split())[:200] or name
    if "password" in reason.lower():
        name = "PasswordError"
    known = reason if name in ("PdfError", "PdfiumError", "ValueError") else f"{name}: {reason}"
    return WORDS.get(name, f"it cannot be read: {known}")


def _name_end(code: int | None) -> str:
    return signal.Signals(-code).name if code is not None and code < 0 else f"exit code {code}"
