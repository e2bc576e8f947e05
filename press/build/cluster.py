"""Workers on other machines: a Dask cluster.

Its scheduler and workers need nothing but the installed press, in the same version: sources travel with the task, and
finished files come back with the result. Each worker should have one thread, because the renderer works on one page at
a time.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Generic

from press.build.workers import TOO_LARGE, WORKER_DIED, Result, Task, disable_gc, open_workers
from press.model.build import BuildRequest, BuildResult, BuildTask, WorkerStopped, Workforce
from press.model.findings import ExitCode, FindingCode, Place, PressError
from press.publish.press_digest import hash_press
from press.runtime.temporary import open_process_folder
from press.style.isolation import isolate_fonts

if TYPE_CHECKING:
    import distributed

NO_CLUSTER = FindingCode(
    "WRK102",
    "The scheduler that is named can be reached.",
    "the command line",
    "start one with `dask scheduler` and use the address that it prints, e.g. tcp://192.0.2.1:8786",
)
OTHER_PRESS = FindingCode(
    "WRK103",
    "The workers of a cluster run the same version of the press as this machine.",
    "house rule: the same bytes on every machine",
    "install the same version on every machine, then restart its worker",
)
CODES = (NO_CLUSTER, OTHER_PRESS)
TIMEOUT = 10
"""Seconds to wait for a scheduler to answer."""
IN_HAND = 4
"""Tasks submitted for each worker: enough that none waits, few enough that finished files do not pile up."""

_ONE_PAGE = threading.Lock()


class WorkerCluster(Generic[Task, Result]):
    """The workers of a cluster, with the same methods as a pool on this machine."""

    def __init__(self, client: distributed.Client, work: Callable[[Task], Result]) -> None:
        self._client = client
        self._work = functools.partial(_run_task, work, hash_press())

    def run_tasks(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Result | WorkerStopped]]:
        """Run tasks and yield (task, result) as each is completed.

        A few tasks a worker are submitted at a time. A task whose worker dies goes to another; its result is
        WorkerStopped if that one dies too. Raises PressError if a worker runs another version of the press.
        """
        from distributed import KilledWorker

        executor = self._client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        todo = iter(tasks)
        held: dict[Future[Result], Task] = {}
        while True:
            room = IN_HAND * max(1, len(self._client.scheduler_info()["workers"])) - len(held)
            for _, task in zip(range(room), todo, strict=False):
                held[executor.submit(self._work, task)] = task
            if not held:
                return
            for future in wait(held, return_when=FIRST_COMPLETED).done:
                task = held.pop(future)
                try:
                    yield task, future.result()
                except KilledWorker:
                    yield task, WorkerStopped(WORKER_DIED, "ended its workers in the cluster")
                except MemoryError:
                    yield task, WorkerStopped(TOO_LARGE, "needs more memory than a worker of the cluster has")
                except RuntimeError as error:
                    problem = f"the cluster cannot read the tasks that it is sent: {str(error).splitlines()[0]}"
                    raise PressError([OTHER_PRESS.make_finding(Place(), problem)]) from None


@contextmanager
def open_cluster(address: str, work: Callable[[Task], Result]) -> Iterator[WorkerCluster[Task, Result]]:
    """Connect to the scheduler at an address, for one build.

    Raises PressError if it cannot be reached.
    """
    try:
        from distributed import Client
    except ImportError:
        hint = "install the press with the extra `cluster`: `pip install '.[cluster]'`"
        raise PressError(
            [NO_CLUSTER.make_finding(Place(), "Dask is not installed", hint)], ExitCode.ENVIRONMENT
        ) from None
    try:
        client = Client(address, timeout=TIMEOUT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise PressError(
            [NO_CLUSTER.make_finding(Place(), f"nothing answers at {address}: {error}")], ExitCode.USAGE
        ) from None
    with client:
        yield WorkerCluster(client, work)


def _run_task(work: Callable[[Task], Result], wanted: str, task: Task) -> Result:
    """Run a task in a worker of the cluster."""
    _prepare_worker()
    if hash_press() != wanted:
        raise PressError(
            [OTHER_PRESS.make_finding(Place(), "a worker of the cluster runs another version of the press")]
        )
    with _ONE_PAGE:
        return work(task)


@functools.cache
def _prepare_worker() -> None:
    """Prepare a worker of the cluster, with our fonts only."""
    isolate_fonts(open_process_folder())
    disable_gc()


def open_workforce(
    request: BuildRequest, function: Callable[[BuildTask], BuildResult]
) -> AbstractContextManager[Workforce]:
    """Open worker processes, or the cluster that the request names."""
    return open_cluster(request.scheduler, function) if request.scheduler else open_workers(request.jobs, function)
