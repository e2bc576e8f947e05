"""axe-core in a real browser: WCAG 2.2 A and AA and best practice, in wide and narrow windows, light and dark."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from press.runtime.programs import ToolFault, find_package, make_tool_error, require_tool

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

WIDTHS = (1280, 320)
"""In CSS pixels: a desktop window, and the same at 400 % zoom (WCAG 2.2, 1.4.10)."""
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
_OFFLINE_OPTIONS = (
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
"""Options that keep Chromium offline: it looks for no updates and can find no host."""


def describe_missing() -> str | None:
    """Describe what axe-core needs to run, None if nothing."""
    missing = [f"the Python package {name}" for module, name in _PACKAGES.items() if not find_package(module)]
    if not find_browser():
        missing.append("Chromium or Chrome (chromium)")
    return ", ".join(missing) or None


@cache
def find_browser() -> str | None:
    """Find Chromium or Chrome."""
    return next(filter(None, map(shutil.which, _COMMANDS)), None)


@cache
def start_browser() -> Browser:
    """Start the browser once per process."""
    from playwright.sync_api import sync_playwright

    # As root, which build machines often are, Chromium refuses to start inside its sandbox.
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    try:
        driver = sync_playwright().start()
        browser = driver.chromium.launch(executable_path=find_browser(), args=[*_OFFLINE_OPTIONS, *as_root])
    except Exception as error:  # noqa: BLE001 - a driver that cannot start raises no type of its own
        raise make_tool_error("the browser", str(error), "install libatomic1, and see that Chromium starts") from None
    atexit.register(driver.stop)
    atexit.register(browser.close)
    return browser


def find_faults(
    paths: Sequence[Path], widths: Sequence[int] = WIDTHS, schemes: Sequence[str] = SCHEMES
) -> list[ToolFault]:
    """Check pages in windows of some widths and color schemes.

    widths: in CSS pixels. It is also a fault if a page scrolls sideways (WCAG 2.2, 1.4.10) or requests anything outside
    its own folder. A fault in several windows is listed once, with the first window.
    """
    require_tool("axe-core", describe_missing())
    found: dict[tuple[Path, str, str], ToolFault] = {}
    for path in paths:
        for window, fault in _check_page(path, widths, schemes):
            in_window = replace(fault, where=f"{fault.where} ({window})".strip())
            found.setdefault((path, fault.clause, fault.message), in_window)
    return list(found.values())


def _check_page(path: Path, widths: Sequence[int], schemes: Sequence[str]) -> Iterator[tuple[str, ToolFault]]:
    """Open a page once, and check it in every window: (window, fault)."""
    refused: list[str] = []
    with start_browser().new_context(offline=True) as context:
        page = context.new_page()
        page.route("**/*", lambda route: _allow_own_folder(route, path.resolve().parent.as_uri(), refused))
        page.goto(path.resolve().as_uri())
        for scheme, width in product(schemes, widths):
            page.emulate_media(color_scheme=cast("Literal['light', 'dark']", scheme), reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            yield from ((f"{width} px, {scheme}", fault) for fault in check_open_page(page, path))
    for address in refused:
        fault = ToolFault(path, "network", f"the page requests {address[:120]!r}, which is not in its folder")
        yield "at any width", fault


def check_open_page(page: Page, path: Path) -> Iterator[ToolFault]:
    """Check a page as it is open now. path: the file that its faults name."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_read_script())
    yield from _find_violations(page, path)
    yield from _check_reflow(page, path)


def _allow_own_folder(route: Route, home: str, refused: list[str]) -> None:
    if route.request.url.startswith(f"{home}/"):
        route.continue_()
    else:
        refused.append(route.request.url)
        route.abort()


@cache
def _read_script() -> str:
    folder = find_package("axe_playwright_python")
    assert folder is not None
    return (folder / "axe.min.js").read_text("utf-8")


def _find_violations(page: Page, path: Path) -> Iterator[ToolFault]:
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    results = page.evaluate("options => axe.run(document, options)", options)
    for violation in results["violations"]:
        nodes = violation["nodes"]
        where = f"{' '.join(map(str, nodes[0]['target']))}: {nodes[0]['html'][:80]}"
        yield ToolFault(path, violation["id"], violation["help"], where, len(nodes))


def _check_reflow(page: Page, path: Path) -> Iterator[ToolFault]:
    width, window = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if width > window:
        yield ToolFault(path, "reflow", "the page scrolls sideways", f"{width} px wide")
