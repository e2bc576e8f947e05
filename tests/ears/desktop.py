"""A desktop that nobody sees: a screen in memory, a bus for screen readers, and a browser in its window."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from press.verify.validators.axe import find_browser, start_browser

if TYPE_CHECKING:
    from playwright.sync_api import Page

IS_ASKED = os.environ.get("HANDOUT_TEST_EARS") == "1"
"""Whether tests that need a desktop run: `make ears` asks for them."""
PYTHON = "/usr/bin/python3"
"""Debian's own Python, for which it packages the bindings of the bus."""
BUS = Path("/usr/libexec/at-spi-bus-launcher")
PROGRAMS = {
    "Xvfb": "xvfb", "dbus-daemon": "dbus", "dbus-send": "dbus", "openbox": "openbox", "xdotool": "xdotool",
    "orca": "orca", "speech-dispatcher": "speech-dispatcher",
}  # fmt: skip
"""Each program, and its package in Debian."""


def explain_absence() -> str:
    """Say what is missing for a desktop; empty if nothing is."""
    missing = {package for program, package in PROGRAMS.items() if not shutil.which(program)}
    if not BUS.exists():
        missing.add("at-spi2-core")
    bindings = ["-c", 'import gi; gi.require_version("Atspi", "2.0")']
    if not Path(PYTHON).exists() or subprocess.run([PYTHON, *bindings], capture_output=True, check=False).returncode:
        missing.add("python3-gi gir1.2-atspi-2.0")
    if importlib.util.find_spec("playwright") is None or not find_browser():
        missing.add("chromium")
    return f"apt-get install {' '.join(sorted(missing))}" if missing else ""


@dataclass(frozen=True)
class Desktop:
    """A desktop. home: its user's folder; tab: the page that its browser shows."""

    home: Path
    environment: Mapping[str, str]
    tab: Page

    def run(self, *command: str | Path) -> str:
        """Run a program on the desktop; give what it prints."""
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, f"{command[0]}: {done.stderr}"
        return done.stdout


@contextmanager
def open_desktop() -> Iterator[Desktop]:
    """Open a desktop with a browser; all of it ends with the block."""
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="press-desk-", ignore_cleanup_errors=True)))
        (home / "run").mkdir(mode=0o700)
        environment = {
            **os.environ,
            "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home / "run"),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "LANG": "C.UTF-8",
            "DISPLAY": _start_screen(stack),
        }
        environment["DBUS_SESSION_BUS_ADDRESS"] = _start_bus(stack, environment)
        start_program(stack, [str(BUS), "--launch-immediately"], environment)
        start_program(stack, ["openbox"], environment)
        for name in ("IsEnabled", "ScreenReaderEnabled"):
            _switch_on(name, environment)
        yield Desktop(home, environment, _open_tab(stack, environment))


def start_program(
    stack: ExitStack, command: Sequence[str], environment: Mapping[str, str], **options: object
) -> subprocess.Popen[str]:
    """Start a program that ends with the desktop."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "text": True, **options}
    process: subprocess.Popen[str] = subprocess.Popen(command, env=environment, **quiet)  # type: ignore[call-overload]
    stack.callback(process.wait)
    stack.callback(process.kill)  # Orca does not end when it is asked to
    return process


def _start_screen(stack: ExitStack) -> str:
    """Start a screen with a number that is free; gives its name."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
    start_program(stack, command, os.environ, pass_fds=[write])
    os.close(write)
    with os.fdopen(read) as answer:
        return f":{answer.readline().strip()}"


def _start_bus(stack: ExitStack, environment: Mapping[str, str]) -> str:
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
    bus = start_program(stack, command, environment, stdout=subprocess.PIPE)
    assert bus.stdout
    stack.callback(bus.stdout.close)
    return bus.stdout.readline().strip()


def _switch_on(name: str, environment: Mapping[str, str]) -> None:
    """Tell programs that a screen reader listens; they hand out nothing otherwise."""
    target = [
        "--session",
        "--dest=org.a11y.Bus",
        "--print-reply",
        "/org/a11y/bus",
        "org.freedesktop.DBus.Properties.Set",
    ]
    values = ["string:org.a11y.Status", f"string:{name}", "variant:boolean:true"]
    subprocess.run(["dbus-send", *target, *values], env=environment, check=True, stdout=subprocess.DEVNULL, timeout=20)


def _open_tab(stack: ExitStack, environment: Mapping[str, str]) -> Page:
    options = ["--force-renderer-accessibility", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND"]
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    browser = start_browser().browser_type.launch(
        headless=False, executable_path=find_browser(), env=dict(environment), args=[*options, *as_root]
    )
    stack.callback(browser.close)
    return browser.new_page(viewport={"width": 1200, "height": 850}, offline=True)


if __name__ == "__main__":
    print(explain_absence())
