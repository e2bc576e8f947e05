"""axe-core in a real browser: WCAG 2.2 A and AA and best practice, wide and narrow, light and dark."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from press.runtime.programs import Fault, demand, failed, package

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

WIDTHS = (1280, 320)
"""CSS pixels: a desktop window, and what is left of it at 400 % (WCAG 2.2, 1.4.10)."""
SCHEMES = ("light", "dark")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

_PACKAGES = {"playwright": "playwright", "axe_playwright_python": "axe-playwright-python"}
_COMMANDS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
_ALONE = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
)
"""Chromium on its own: it looks for no updates and can find no host."""


def lacks() -> str | None:
    """What to install so that axe-core can run: itself, the driver of the browser, and the browser."""
    lacking = [f"the Python package {name}" for module, name in _PACKAGES.items() if not package(module)]
    if not _command():
        lacking.append("Chromium or Chrome (chromium)")
    return ", ".join(lacking) or None


@cache
def _command() -> str | None:
    return next(filter(None, map(shutil.which, _COMMANDS)), None)


@cache
def _browser() -> Browser:
    """The browser of this process, started once."""
    from playwright.sync_api import sync_playwright

    # As root, which build machines often are, Chromium refuses to start inside its sandbox.
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    try:
        driver = sync_playwright().start()
        browser = driver.chromium.launch(executable_path=_command(), args=[*_ALONE, *as_root])
    except Exception as error:  # noqa: BLE001 - a driver that cannot start raises no type of its own
        raise failed("the browser", str(error), "see that Chromium starts, and install libatomic1") from None
    atexit.register(driver.stop)
    atexit.register(browser.close)
    return browser


def faults(paths: Sequence[Path], widths: Sequence[int] = WIDTHS, schemes: Sequence[str] = SCHEMES) -> list[Fault]:
    """What axe-core holds against pages in windows of some widths (CSS px) and in some colour schemes.

    At fault is also a page that scrolls sideways (WCAG 2.2, 1.4.10), and one that asks for anything outside its own
    folder. What is wrong in several windows is said once, with the window it was first seen in.
    """
    demand("axe-core", lacks())
    found: dict[tuple[Path, str, str], Fault] = {}
    for path, scheme, width in product(paths, schemes, widths):
        for fault in _look(path, width, scheme):
            seen = replace(fault, where=f"{fault.where} ({width} px, {scheme})".strip())
            found.setdefault((path, fault.clause, fault.message), seen)
    return list(found.values())


def _look(path: Path, width: int, scheme: str) -> Iterator[Fault]:
    setting: Any = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "offline": True}
    refused: list[str] = []
    with _browser().new_context(**setting) as context:
        page = context.new_page()
        page.route("**/*", lambda route: _guard(route, path.resolve().parent.as_uri(), refused))
        page.goto(path.resolve().as_uri())
        yield from _violations(page, path)
        yield from _reflow(page, path)
    for address in refused:
        yield Fault(path, "network", f"the page asks for {address[:120]!r}, which is not in its folder")


def _guard(route: Route, home: str, refused: list[str]) -> None:
    if route.request.url.startswith(f"{home}/"):
        route.continue_()
    else:
        refused.append(route.request.url)
        route.abort()


@cache
def _script() -> str:
    folder = package("axe_playwright_python")
    assert folder is not None
    return (folder / "axe.min.js").read_text("utf-8")


def _violations(page: Page, path: Path) -> Iterator[Fault]:
    page.evaluate(_script())
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    results = page.evaluate("options => axe.run(document, options)", options)
    for violation in results["violations"]:
        nodes = violation["nodes"]
        where = f"{' '.join(map(str, nodes[0]['target']))}: {nodes[0]['html'][:80]}"
        yield Fault(path, violation["id"], violation["help"], where, len(nodes))


def _reflow(page: Page, path: Path) -> Iterator[Fault]:
    width, window = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if width > window:
        yield Fault(path, "reflow", "the page scrolls sideways", f"{width} px wide")
