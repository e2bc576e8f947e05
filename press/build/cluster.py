"""More than one machine: the same tasks, handed to the workers of a Dask cluster.

Its scheduler and workers need nothing but the installed press, of the same version: sources travel with the task, and
finished files come back with the result. Each worker should have one thread: the renderer works on one page at a time.
"""

from __future__ import annotations

import functools
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Generic

from press.runtime.installation import press_digest
from press.model.findings import Code, Exit, Place, PressError
from press.build.workers import Result, Task, private_fonts, settle

if TYPE_CHECKING:
    import distributed

NO_CLUSTER = Code(
    "WRK102",
    "The scheduler named can be reached.",
    "the command line",
    "start one with `dask scheduler`, and give the address that it prints, e.g. tcp://192.0.2.1:8786",
)
OTHER_PRESS = Code(
    "WRK103",
    "The workers of a cluster run the same press as the one who asks.",
    "house rule: the same bytes on every machine",
    "install the same version on every machine, and start its worker again",
)
CODES = (NO_CLUSTER, OTHER_PRESS)
TIMEOUT = 10
"""How long to wait for a scheduler to answer, in seconds."""
IN_HAND = 4
"""Tasks handed out for each worker: enough that none waits, few enough that finished files do not pile up."""

_ONE_PAGE = threading.Lock()


class Cluster(Generic[Task, Result]):
    """The workers of a cluster, to be used as those of this machine are."""

    def __init__(self, client: distributed.Client, work: Callable[[Task], Result]) -> None:
        self._client = client
        self._do = functools.partial(_done, work, press_digest())

    def run(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | None]]:
        """Hand out tasks, a few at a time; yields (task, result) in the order of completion.

        A task whose worker died goes to another; its result is None when that dies too. Raises PressError when a
        worker runs another press.
        """
        from distributed import KilledWorker

        executor = self._client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        todo = iter(tasks)
        held: dict[Future[Result], Task] = {}
        while True:
            room = IN_HAND * max(1, len(self._client.scheduler_info()["workers"])) - len(held)
            for _, task in zip(range(room), todo, strict=False):
                held[executor.submit(self._do, task)] = task
            if not held:
                return
            for future in wait(held, return_when=FIRST_COMPLETED).done:
                task = held.pop(future)
                try:
                    yield task, future.result()
                except KilledWorker:
                    yield task, None
                except RuntimeError as error:
                    problem = f"the cluster cannot read what it is sent: {str(error).splitlines()[0]}"
                    raise PressError([OTHER_PRESS.at(Place(), problem)]) from None


@contextmanager
def cluster(address: str, work: Callable[[Task], Result]) -> Iterator[Cluster[Task, Result]]:
    """The workers of the scheduler at an address, for one build. Raises PressError when it cannot be reached."""
    try:
        from distributed import Client
    except ImportError:
        hint = "install the press with the extra `cluster`: `pip install '.[cluster]'`"
        raise PressError([NO_CLUSTER.at(Place(), "Dask is not installed", hint)], Exit.ENVIRONMENT) from None
    try:
        client = Client(address, timeout=TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise PressError([NO_CLUSTER.at(Place(), f"nothing answers at {address}: {error}")], Exit.USAGE) from None
    with client:
        yield Cluster(client, work)


def _done(work: Callable[[Task], Result], wanted: str, task: Task) -> Result:
    """What a worker of a cluster does with a task."""
    _prepared()
    if press_digest() != wanted:
        raise PressError([OTHER_PRESS.at(Place(), "a worker of the cluster runs another version of the press")])
    with _ONE_PAGE:
        return work(task)


@functools.cache
def _prepared() -> tempfile.TemporaryDirectory[str]:
    """Make a worker of a cluster ready, once: its fonts are ours alone."""
    folder = tempfile.TemporaryDirectory(prefix="handout-press-")
    private_fonts(Path(folder.name))
    settle()
    return folder
