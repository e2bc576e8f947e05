"""Rendering with copies of WeasyPrint: one process loads what they share, and makes a child for each copy.

    python tests/upstream.py FOLDER

In the folder, each folder `NAME` holds a package `weasyprint`, and beside it stand the pages to render, `PAGE.html`.
What comes of a page is `PAGE.pdf`, or `PAGE.error`. Nothing of the press is imported.
"""

from __future__ import annotations

import gc
import importlib.util
import os
import sys
from pathlib import Path

SHARED = (
    "ctypes", "html", "urllib.request", "email.message", "zipfile", "xml.etree.ElementTree", "cffi", "pydyf", "pyphen",
    "tinycss2.color5", "tinyhtml5", "cssselect2", "PIL.Image", "PIL.ImageCms", "PIL.ImageFile", "PIL.ImageOps",
    "fontTools.ttLib", "fontTools.subset",
)  # fmt: skip


def render_pages(folder: Path) -> None:
    """Render the pages of a folder with the WeasyPrint in it."""
    sys.path.insert(0, str(folder))
    import weasyprint

    assert Path(weasyprint.__file__).is_relative_to(folder)
    for page in sorted(folder.glob("*.html")):
        try:
            weasyprint.HTML(page).write_pdf(page.with_suffix(".pdf"))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is asked for
            page.with_suffix(".error").write_text(repr(error))


def load_libraries(folder: Path) -> None:
    """Load the module that opens Pango and its like: to parse their declarations takes 0.3 s."""
    name = "weasyprint.text.ffi"
    spec = importlib.util.spec_from_file_location(name, folder / "weasyprint/text/ffi.py")
    assert spec
    assert spec.loader
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)


if __name__ == "__main__":
    folders = sorted(Path(sys.argv[1]).iterdir())
    for name in SHARED:
        importlib.import_module(name)
    load_libraries(folders[0])
    gc.disable()  # a child ends before it is worth it
    for folder in folders:
        if os.fork() == 0:
            render_pages(folder)
            os._exit(0)
        assert os.wait()[1] == 0
