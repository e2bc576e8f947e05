"""axe-core in a real browser: WCAG 2.2 A and AA and best practice, in wide and narrow windows, light and dark."""

from __future__ import annotations

import atexit
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from press.runtime.programs import ToolFault, find_package, make_tool_error, require_tool
from press.style.isolation import drop_font_settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

Window = tuple[int, Literal["light", "dark"]]
WINDOWS: tuple[Window, ...] = ((1280, "light"), (320, "light"), (1280, "dark"), (320, "dark"))
"""Widths in CSS pixels and color schemes: a desktop window, and the same at 400 % zoom (WCAG 2.2, 1.4.10)."""
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
        browser = driver.chromium.launch(
            executable_path=find_browser(), args=[*_OFFLINE_OPTIONS, *as_root], env={**drop_font_settings(os.environ)}
        )
    except Exception as error:  # noqa: BLE001 - a driver that cannot start raises no type of its own
        raise make_tool_error("the browser", str(error), "install libatomic1, and see that Chromium starts") from None
    atexit.register(driver.stop)
    atexit.register(browser.close)
    return browser


def find_faults(paths: Sequence[Path], windows: Sequence[Window] = WINDOWS) -> list[ToolFault]:
    """Check pages in windows of some widths and color schemes, and list the faults."""
    reports = zip(paths, read_reports(paths, windows), strict=True)
    return [fault for path, report in reports for fault in list_faults(path, report)]


def read_reports(paths: Sequence[Path], windows: Sequence[Window] = WINDOWS) -> list[dict[str, Any]]:
    """Check pages in windows of some widths and color schemes; return axe-core's own results.

    With them stand how wide each page is, and what it requests outside its own folder.
    """
    require_tool("axe-core", describe_missing())
    return [_read_report(path, windows) for path in paths]


def _read_report(path: Path, windows: Sequence[Window]) -> dict[str, Any]:
    """Open a page once, and check it in every window."""
    refused: list[str] = []
    results = {}
    with start_browser().new_context(offline=True) as context:
        page = context.new_page()
        page.route("**/*", lambda route: _allow_own_folder(route, path.resolve().parent.as_uri(), refused))
        page.goto(path.resolve().as_uri())
        for width, scheme in windows:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            results[f"{width} px, {scheme}"] = _read_window(page)
    return {"windows": results, "requests": refused}


def list_faults(path: Path, report: dict[str, Any]) -> list[ToolFault]:
    """List the faults that a report tells.

    It is also a fault if a page scrolls sideways (WCAG 2.2, 1.4.10) or requests anything outside its own folder. A
    fault in several windows is listed once, with the first window.
    """
    found: dict[tuple[str, str], ToolFault] = {}
    for window, results in report["windows"].items():
        for fault in _list_window_faults(path, results):
            in_window = replace(fault, where=f"{fault.where} ({window})".strip())
            found.setdefault((fault.clause, fault.message), in_window)
    for address in report["requests"]:
        message = f"the page requests {address[:120]!r}, which is not in its folder"
        found.setdefault(("network", message), ToolFault(path, "network", message, "(at any width)"))
    return list(found.values())


INVISIBLE = "equalRatio"
"""axe-core's key of a contrast of 1 to 1, which it leaves to a person: the words might be hidden on purpose."""
NAMES_ALONE = ("passes", "incomplete", "inapplicable")
"""Kinds of results of which a report keeps the names of the rules."""


def trim_report(report: dict[str, Any]) -> dict[str, Any]:
    """Keep what is the same whenever and wherever the check is made."""
    windows = {
        window: {
            "version": results["testEngine"]["version"],
            "violations": results["violations"],
            **{kind: sorted(rule["id"] for rule in results[kind]) for kind in NAMES_ALONE},
            "widths": results["widths"],
        }
        for window, results in report["windows"].items()
    }
    return {"windows": windows, "requests": [address.rpartition("/")[2] for address in report["requests"]]}


def check_open_page(page: Page, path: Path) -> Iterator[ToolFault]:
    """Check a page as it is open now. path: the file that its faults name."""
    yield from _list_window_faults(path, _read_window(page))


def _read_window(page: Page) -> dict[str, Any]:
    """Read axe-core's results for a page as it is open now; `widths` are those of page and window."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(_read_script())
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations", "incomplete"]}
    results: dict[str, Any] = page.evaluate("options => axe.run(document, options)", options)
    widths = page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    return {**results, "widths": widths}


def _list_window_faults(path: Path, results: dict[str, Any]) -> Iterator[ToolFault]:
    for violation in [*results["violations"], *_list_invisible(results)]:
        nodes = violation["nodes"]
        where = f"{' '.join(map(str, nodes[0]['target']))}: {nodes[0]['html'][:80]}"
        yield ToolFault(path, violation["id"], violation["help"], where, len(nodes))
    width, window = results["widths"]
    if width > window:
        yield ToolFault(path, "reflow", "the page scrolls sideways", f"{width} px wide")


def _list_invisible(results: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """List rules that axe-core leaves open for words in the color of their background: nobody can see them."""
    for rule in results["incomplete"]:
        nodes = [node for node in rule["nodes"] if any(map(_is_invisible, node["any"]))]
        if nodes:
            yield {**rule, "nodes": nodes}


def _is_invisible(check: dict[str, Any]) -> bool:
    data = check["data"]
    return isinstance(data, dict) and data.get("messageKey") == INVISIBLE


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
