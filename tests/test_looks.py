"""What a person sees: the main screens, and page 1 of every variant, compared with reference pictures.

The pictures are small, so that another machine's smoothing of letters is lost in them and a moved block is not. The
tolerance was chosen from two programs that draw the same file, and from pages that were changed; both are tests below.
After a wanted change: `pytest tests/test_looks.py --update-golden`, and look at the pictures that changed.
"""

from __future__ import annotations

import asyncio
import io
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw

from press.build import pipeline
from press.desk.app import ClinicDesk, DeskSettings
from press.style.isolation import isolate_fonts_of_process
from press.verify.validators import axe as axe_core
from tests.conftest import ROOT, Check, Shipped
from tests.deskserver import Waiters
from tests.order_desk import NOW

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route, ViewportSize

FOLDER = ROOT / "tests" / "looks"
SEEN = 32
"""A dot has changed if one of its colors differs by more than this, of 255."""
MOST = 0.002
"""The greatest share of changed dots in a picture that is still as it was. Two programs that draw the same page differ
in none, or in a few; a paragraph that moves by half a line changes more than one dot in fifty."""
SCALE, REDUCE = 2, 12
"""Pages are drawn with 144 dots an inch, and each 12 by 12 dots are averaged to one."""
WINDOWS = {1280: (900, 10), 360: (740, 5)}
"""Widths of windows: their height, and how many dots across and down are averaged to one."""
MOST_SHOTS = 10
SCREENS = {
    "web": "osteopetrosis/osteopetrosis.en.web.html",
    "catalogue": "index.html",
    "publication": "catalogue/osteopetrosis.en.html",
    "order": "order.html",
    "desk": "desk/en/osteopetrosis",
}
"""The main screens, by their address at a desk."""
VARIANTS = {
    name: next(lang for lang in ("en", "es") if not one.languages or one.languages[-1] == lang)
    for name, one in pipeline.read_library(ROOT / "sources").variants.items()
    if one.file_format.on_paper and one.format == "pdf"
}
"""The variants on paper, each with the language of its picture."""


# ---------------------------------------------------------------- comparing


def find_changed_dots(found: Image.Image, reference: Image.Image) -> Image.Image:
    """Draw the dots that differ, white on black. Both have the same size."""
    bands = ImageChops.difference(found.convert("RGB"), reference.convert("RGB")).split()
    return ImageChops.lighter(ImageChops.lighter(*bands[:2]), bands[2]).point(
        [255 * (one > SEEN) for one in range(256)]
    )


def is_same(found: Image.Image, reference: Image.Image) -> bool:
    if found.size != reference.size:
        return False
    changed = find_changed_dots(found, reference)
    return changed.histogram()[255] <= MOST * changed.width * changed.height


def describe_change(found: Image.Image, reference: Image.Image) -> str:
    if found.size != reference.size:
        return f"it has {found.size} dots, not {reference.size}"
    changed = find_changed_dots(found, reference)
    return f"{changed.histogram()[255]} of {found.width * found.height} dots changed, in the box {changed.getbbox()}"


def draw_comparison(found: Image.Image, reference: Image.Image) -> Image.Image:
    """Draw the reference, what was found, and where they differ, side by side and enlarged."""
    parts = [reference.convert("RGB"), found.convert("RGB")]
    if found.size == reference.size:
        parts.append(find_changed_dots(found, reference).convert("RGB"))
    sheet = Image.new("RGB", (sum(one.width + 2 for one in parts), max(one.height for one in parts)), "#808080")
    left = 0
    for one in parts:
        sheet.paste(one, (left, 0))
        left += one.width + 2
    return sheet.resize((sheet.width * 4, sheet.height * 4), Image.Resampling.NEAREST)


def compare(name: str, found: Image.Image, update: bool, folder: Path) -> None:
    """Compare a picture with its reference, or write it as the reference."""
    path = FOLDER / f"{name}.png"
    if update:
        if not path.exists() or not is_same(found, Image.open(path)):
            FOLDER.mkdir(exist_ok=True)
            found.quantize(64, dither=Image.Dither.NONE).save(path, optimize=True)
        return
    assert path.exists(), f"{path.name} is missing: write it with --update-golden, and look at it"
    with Image.open(path) as reference:
        if not is_same(found, reference):
            shown = folder / path.name
            draw_comparison(found, reference).save(shown)
            change = describe_change(found, reference)
            pytest.fail(f"{name} does not look as it did ({change}): see {shown}; accept it with --update-golden")


def test_every_reference_picture_is_in_use() -> None:
    names = {*VARIANTS, *(f"{screen}-{width}" for screen in SCREENS for width in WINDOWS)}
    assert {path.stem for path in FOLDER.iterdir()} == names


def test_a_reference_picture_is_small() -> None:
    assert max(path.stat().st_size for path in FOLDER.iterdir()) < 15_000


# ---------------------------------------------------------------- paper


def find_file(shipped: Shipped, variant: str) -> Path:
    (row,) = [row for row in shipped.editions if row["edition"] == f"osteopetrosis.{VARIANTS[variant]}.{variant}"]
    return Path(shipped.folder / row["file"])


def draw_first_page(path: Path) -> Image.Image:
    with pypdfium2.PdfDocument(path) as pdf:
        picture: Image.Image = pdf[0].render(scale=SCALE).to_pil()
        return picture.convert("RGB")


@pytest.mark.parametrize("variant", VARIANTS)
def test_page_1_looks_as_it_did(variant: str, shipped: Shipped, update_golden: bool, tmp_path: Path) -> None:
    compare(variant, draw_first_page(find_file(shipped, variant)).reduce(REDUCE), update_golden, tmp_path)


# ---------------------------------------------------------------- small type


def test_no_address_is_cut_that_fits_a_line(shipped: Shipped) -> None:
    """The longest address of the directory was cut at a slash in columns that held it whole on the next line."""
    for path in (one for one in shipped.files("pdf") if ".roomy" not in one.name):  # its columns are narrower
        with pypdfium2.PdfDocument(path) as pdf:
            lines = [line.strip() for page in pdf for line in page.get_textpage().get_text_bounded().splitlines()]
        assert not [line for line in lines if line.endswith("/")], path.name


def test_the_main_message_begins_at_the_edge_of_the_questions(shipped: Shipped) -> None:
    for variant in ("letter", "a4", "photocopy"):
        with pypdfium2.PdfDocument(find_file(shipped, variant)) as pdf:
            page = pdf[0].get_textpage()
            left, edge = (page.get_charbox(page.search(words).get_next()[0])[0] for words in ("In brief", "What is"))
        assert abs(left - edge) < 1, variant  # the letters begin at different distances from their edge


# ---------------------------------------------------------------- screens


@pytest.fixture(scope="module")
def desk(shipped: Shipped, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClinicDesk]:
    """A desk in this process, which serves the shipped editions and their catalogue too."""
    ledger = tmp_path_factory.mktemp("looks") / "ledger.sqlite3"
    opened = ClinicDesk(DeskSettings(ROOT / "sources", shipped.folder, previews=False, ledger=str(ledger)), Waiters())
    yield opened
    opened.orders.close()


@pytest.fixture
def window(request: pytest.FixtureRequest, desk: ClinicDesk, axe: Check) -> Iterator[Page]:  # noqa: ARG001 - a browser
    """A window of some width at the desk, on a day that does not change."""
    width = request.param

    def answer(route: Route) -> None:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(desk.guard)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.get(route.request.url)

        with ThreadPoolExecutor(1) as thread:  # the browser has a loop of its own in this one
            response = thread.submit(asyncio.run, send()).result()
        kind = response.headers.get("content-type", "")
        route.fulfill(status=response.status_code, body=response.content, headers={"content-type": kind})

    isolate_fonts_of_process()  # as after a rendering, which must not change how the browser draws
    size: ViewportSize = {"width": width, "height": WINDOWS[width][0]}
    with axe_core.start_browser().new_context(viewport=size, color_scheme="light", reduced_motion="reduce") as context:
        page = context.new_page()
        page.clock.set_fixed_time(NOW)
        page.route("**/*", answer)
        yield page


WAIT_FOR_ALL = """async () => {
  await Promise.all([...document.fonts].map(face => face.load()));
  for (const image of document.images) image.loading = "eager";
  await Promise.all([...document.images].map(image => image.decode()));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
}"""
"""A face is asked for when the first line in it is laid out, and a lazy picture when it is near the window: on a busy
machine both can come after the page says that it has loaded, and that its faces are ready."""


def draw_window(page: Page, address: str) -> Image.Image:
    answers: list[tuple[int, str]] = []
    page.on("response", lambda answer: answers.append((answer.status, answer.url)))
    page.goto(f"http://127.0.0.1/{address}")
    page.evaluate(WAIT_FOR_ALL)
    assert {status for status, _ in answers} == {200}, answers
    shots = [page.screenshot(animations="disabled", caret="hide") for _ in range(2)]
    while shots[-1] != shots[-2] and len(shots) < MOST_SHOTS:  # something was still being painted
        shots.append(page.screenshot(animations="disabled", caret="hide"))
    return Image.open(io.BytesIO(shots[-1])).convert("RGB")


@pytest.mark.parametrize("window", WINDOWS, indirect=True)
@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_looks_as_it_did(screen: str, window: Page, update_golden: bool, tmp_path: Path) -> None:
    found = draw_window(window, SCREENS[screen])
    compare(f"{screen}-{found.width}", found.reduce(WINDOWS[found.width][1]), update_golden, tmp_path)


# ---------------------------------------------------------------- the tolerance


@pytest.mark.parametrize("variant", ["letter", "trifold", "giant-print"])
def test_another_program_draws_the_same_picture(variant: str, shipped: Shipped) -> None:
    """Poppler smooths letters and lines otherwise than pdfium does."""
    path = find_file(shipped, variant)
    command = ["pdftoppm", "-r", str(72 * SCALE), "-l", "1", "-png", str(path)]
    done = subprocess.run(command, capture_output=True, timeout=300, check=True)
    mine, theirs = draw_first_page(path), Image.open(io.BytesIO(done.stdout)).convert("RGB")
    assert is_same(theirs.resize(mine.size).reduce(REDUCE), mine.reduce(REDUCE))


@pytest.fixture(scope="module")
def page_1(shipped: Shipped) -> Image.Image:
    """The cover of the leaflet: a picture, a title, a summary."""
    return draw_first_page(find_file(shipped, "trifold"))


def paint(page: Image.Image, box: tuple[float, float, float, float], color: str, down: int = 0) -> Image.Image:
    """The page with a block of it, in shares of its size, painted over, and set again further down if asked."""
    changed, (width, height) = page.copy(), page.size
    edges = [round(one * size) for one, size in zip(box, (width, height, width, height), strict=True)]
    block = page.crop(tuple(edges))  # type: ignore[arg-type]
    ImageDraw.Draw(changed).rectangle(edges, fill=color)
    if down:
        changed.paste(block, (edges[0], edges[1] + down))
    return changed


PICTURE, TITLE = (0.08, 0.06, 0.92, 0.3), (0.05, 0.42, 0.95, 0.62)


def test_a_moved_block_is_seen(page_1: Image.Image) -> None:
    moved = paint(page_1, TITLE, "white", down=6 * SCALE)
    assert not is_same(moved.reduce(REDUCE), page_1.reduce(REDUCE))


def test_a_lost_picture_is_seen(page_1: Image.Image) -> None:
    assert not is_same(paint(page_1, PICTURE, "#f5f0e6").reduce(REDUCE), page_1.reduce(REDUCE))


def test_a_changed_color_is_seen(page_1: Image.Image) -> None:
    """The accent in red: the lightness stays about what it was."""
    red, green, blue = page_1.split()
    assert not is_same(Image.merge("RGB", (blue, green, red)).reduce(REDUCE), page_1.reduce(REDUCE))


def test_a_page_of_another_size_is_seen(page_1: Image.Image) -> None:
    assert not is_same(page_1.reduce(REDUCE).crop((0, 0, 40, 100)), page_1.reduce(REDUCE))


@pytest.mark.parametrize("window", [1280], indirect=True)
def test_a_window_of_finer_dots_looks_the_same(window: Page) -> None:
    """Letters drawn with twice the dots, as another browser or screen would, have other edges."""
    usual = draw_window(window, SCREENS["web"])
    browser = window.context.browser
    assert browser
    size: ViewportSize = {"width": usual.width, "height": usual.height}
    with browser.new_context(viewport=size, device_scale_factor=2, reduced_motion="reduce") as context:
        page = context.new_page()
        page.set_content(window.content())
        page.evaluate("document.fonts.ready")
        fine = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    assert fine.width == 2 * usual.width
    reduce = WINDOWS[usual.width][1]
    assert is_same(fine.reduce(2 * reduce), usual.reduce(reduce))


def test_a_difference_is_written_as_a_picture_and_accepted(
    page_1: Image.Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.test_looks.FOLDER", tmp_path / "looks")
    reference, found = page_1.reduce(REDUCE), paint(page_1, PICTURE, "#f5f0e6").reduce(REDUCE)
    compare("cover", reference, True, tmp_path)
    compare("cover", reference, False, tmp_path)
    with pytest.raises(pytest.fail.Exception, match=r"cover\.png"):
        compare("cover", found, False, tmp_path)
    with Image.open(tmp_path / "cover.png") as shown:
        assert shown.size == (4 * 3 * (reference.width + 2), 4 * reference.height)
        third = shown.crop((8 * (reference.width + 2), 0, shown.width - 8, shown.height))
    assert {color for _, color in third.getcolors() or []} == {(0, 0, 0), (255, 255, 255)}
    compare("cover", found, True, tmp_path)
    compare("cover", found, False, tmp_path)
