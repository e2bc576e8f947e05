"""The names of WeasyPrint and pydyf that the press uses although they are not promised to anybody.

Each row says what to do when its name is gone or takes other parameters. `make next` prints that for the newest
WeasyPrint. Nothing here imports WeasyPrint before it is asked, so that a missing module can be named too.
"""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Internal:
    """A name of another package that the press replaces, calls or reads.

    parameters: of a function, separated by spaces; empty if it is enough that the name is there. remedy: what to do
    when it moved.
    """

    name: str
    parameters: str
    remedy: str


def find_name(name: str) -> Any:
    """Find what a full name stands for.

    Raises ImportError if a module of it is missing, and AttributeError if a name in one is.
    """
    first, *rest = name.split(".")
    found = importlib.import_module(first)
    path = first
    for part in rest:
        path = f"{path}.{part}"
        if inspect.ismodule(found) and not hasattr(found, part):
            found = importlib.import_module(path)
        else:
            found = getattr(found, part)
    return found


def describe_move(internal: Internal) -> str:
    """Describe how a name moved; empty if it did not."""
    try:
        found = find_name(internal.name)
    except (ImportError, AttributeError):
        return f"{internal.name} is gone"
    if not internal.parameters:
        return ""
    now = " ".join(inspect.signature(found).parameters)
    return "" if now == internal.parameters else f"{internal.name} takes ({now}), not ({internal.parameters})"


def find_moves() -> list[tuple[Internal, str]]:
    """List every name of `CONTRACT` that moved, and how."""
    return [(internal, move) for internal in CONTRACT if (move := describe_move(internal))]


BOXES = "weasyprint.formatting_structure.boxes"
LAYOUT = "weasyprint.layout"
HOOKS = "press/render/tagging/hooks.py"
FIXES = "press/render/weasyprint/fixes.py"
STYLES = "press/render/weasyprint/styles.py"

CONTRACT = (
    # ------------------------------------------------------------ boxes
    Internal(
        f"{BOXES}.TextBox.__init__", "self element_tag style element text",
        f"take the same parameters in `_init_text_box` of {HOOKS}",
    ),
    Internal(
        f"{BOXES}.TextBox.copy_with_text", "self text",
        f"find how lines now copy a piece of a text; `press_source`, set in {HOOKS}, must be copied with it",
    ),
    Internal(
        f"{BOXES}.Box.copy", "self",
        f"find how boxes are now copied; `press_order` and `press_source`, set in {HOOKS}, must be copied with them",
    ),
    Internal(
        f"{BOXES}.Box.all_children", "self",
        "list the children as WeasyPrint does for links and bookmarks: `list_children` in "
        "press/render/weasyprint/boxes.py",
    ),
    Internal(f"{BOXES}.Box.is_input", "self", "tell a form field in another way: press/render/tagging/plan.py"),
    Internal(
        f"{BOXES}.Box.is_leader", "", "tell the dots of a contents list in another way: press/render/tagging/plan.py",
    ),
    Internal(
        f"{BOXES}.Box.is_outside_marker", "",
        f"tell a bullet outside of its item in another way: `paint_markers_in_place` in {FIXES}",
    ),
    Internal(
        f"{BOXES}.Box.bookmark_label", "",
        "find where a box keeps its bookmark, and read it in `_drop_unread_bookmarks` of press/render/tagging/plan.py",
    ),
    Internal(
        f"{BOXES}.Box.missing_link", "",
        "find how a box notes that it waits for a page number, and read that in press/render/layout/page_numbers.py",
    ),
    Internal(
        f"{BOXES}.Box.link_annotation", "",
        "find where a box keeps its link's annotation, and read it in press/render/tagging/links.py",
    ),
    Internal(
        f"{BOXES}.Box.widget_annotation", "",
        "find where a box keeps its field's annotation, and read it in press/render/tagging/links.py",
    ),
    Internal(
        f"{BOXES}.Box.transformation_matrix", "",
        "find where a box keeps its transformation, and read it in `place_box` of press/render/tagging/walk.py",
    ),
    Internal(
        f"{BOXES}.TableRowGroupBox.is_header", "",
        "tell the head of a table in another way: press/render/tagging/plan.py",
    ),
    Internal(
        f"{BOXES}.TableRowGroupBox.is_footer", "",
        "tell the foot of a table in another way: press/render/tagging/plan.py",
    ),
    Internal(
        f"{BOXES}.MarginBox.__init__", "self at_keyword style",
        "find where a margin box keeps its place; running heads become artifacts by it: press/render/tagging/plan.py",
    ),
    Internal(
        f"{BOXES}.FootnoteAreaBox.__init__", "self page style",
        "find how the area of footnotes is made, and tell it by that in press/render/tagging/links.py and "
        "press/render/layout/room.py",
    ),
    Internal(
        f"{LAYOUT}.absolute.AbsolutePlaceholder.set_laid_out_box", "self new_box",
        f"put a box behind its placeholder in another way: `paint_markers_in_place` in {FIXES}",
    ),
    # ------------------------------------------------------------ layout
    Internal(
        "weasyprint.document.build_formatting_structure",
        "element_tree style_for get_image_from_uri base_url target_collector counter_style footnotes",
        f"take the same parameters in `_build_boxes` of {HOOKS}, which numbers the boxes",
    ),
    Internal(
        f"{LAYOUT}.layout_backgrounds", "page get_image_from_uri",
        f"find the last step before a page is painted, and spread blocks there: {HOOKS}",
    ),
    Internal(
        f"{LAYOUT}.make_margin_boxes", "context page state",
        f"take the same parameters in `_make_margin_boxes` of {HOOKS}, which puts it off until a page is painted",
    ),
    Internal(
        "weasyprint.document.gather_anchors", "box anchors links bookmarks forms parent_matrix parent_form parent_link",
        f"take the same parameters in `_gather_anchors` of {HOOKS}, which puts it off until a page is painted",
    ),
    Internal(
        f"{LAYOUT}.make_all_pages", "context root_box html pages",
        f"take the same parameters in `_make_and_fill_pages` of {HOOKS}, which fills pages and sets page numbers",
    ),
    Internal(
        f"{LAYOUT}.LayoutContext.layout_footnote", "self footnote",
        f"find where a note is put on a page: `_layout_footnote` in {HOOKS} corrects its answer, and "
        "press/render/layout/handed_on.py reads the notes that had no room",
    ),
    Internal(
        f"{LAYOUT}.LayoutContext.create_block_formatting_context", "self root_box new_list",
        "open a formatting context as WeasyPrint now does: the end of press/render/layout/ruled_lines.py",
    ),
    Internal(
        f"{LAYOUT}.LayoutContext.finish_block_formatting_context", "self root_box",
        "close a formatting context as WeasyPrint now does: the end of press/render/layout/ruled_lines.py",
    ),
    Internal(
        f"{LAYOUT}.absolute.absolute_box_layout", "context box containing_block fixed_boxes bottom_space skip_stack",
        "call it with its new parameters in press/render/layout/page_numbers.py",
    ),
    Internal(
        f"{LAYOUT}.block.block_level_layout",
        "context box bottom_space skip_stack containing_block page_is_empty absolute_boxes fixed_boxes "
        "adjoining_margins first_letter_style first_line_style discard max_lines",
        "call it with its new parameters in press/render/layout/ruled_lines.py, and take them in `_lay_out_block` of "
        f"{HOOKS}; leave that out if the test of a frame that ends on its page passes without it",
    ),
    Internal(
        f"{LAYOUT}.block.remove_placeholders", "context box_list absolute_boxes fixed_boxes",
        f"take a block back from a page as WeasyPrint now does: `_lay_out_block` in {HOOKS}",
    ),
    Internal(
        "weasyprint.document.get_all_computed_styles",
        "html user_stylesheets presentational_hints font_config counter_style color_profiles page_rules layers "
        "target_collector forms",
        f"take the same parameters in `_compute_styles` of {HOOKS}",
    ),
    Internal(
        f"{LAYOUT}.inline.split_first_line",
        "text style context max_width justification_spacing is_line_start minimum",
        f"take the same parameters in `_split_first_line` of {HOOKS}; leave `fix_first_line` out if its test passes "
        "without it",
    ),
    Internal(
        f"{LAYOUT}.preferred.split_first_line",
        "text style context max_width justification_spacing is_line_start minimum",
        f"take the same parameters in `_measure_first_line` of {HOOKS}",
    ),
    Internal(
        f"{LAYOUT}.inline.first_letter_to_box", "box skip_stack first_letter_style",
        f"take the same parameters in `_make_first_letter` of {HOOKS}; leave it out if a drop cap in columns is laid "
        "out without it",
    ),
    Internal(
        "weasyprint.text.line_break.split_first_line",
        "text style context max_width justification_spacing is_line_start minimum",
        f"call it with its new parameters in `_split_first_line` of {HOOKS}",
    ),
    Internal(
        "weasyprint.css.targets.CounterLookupItem.__init__",
        "self parse_again missing_counters missing_target_counters",
        "find how page numbers of link targets are noted, and read them in press/render/layout/page_numbers.py",
    ),
    # ------------------------------------------------------------ painting
    Internal(
        "weasyprint.images.RasterImage.__init__",
        "self pillow_image image_id image_data filename cache orientation options",
        "make a reduced picture with its new parameters in press/render/dots.py",
    ),
    Internal(
        "weasyprint.pdf.add_tags", "pdf document pdf_version page_streams",
        f"find where WeasyPrint now writes its tag tree, and write ours there: `_write_tags` in {HOOKS}",
    ),
    Internal(
        "weasyprint.pdf.build_fonts_dictionary", "pdf fonts compress subset options",
        f"take the same parameters in `_build_fonts_dictionary` of {HOOKS}",
    ),
    Internal(
        "weasyprint.pdf.VARIANTS", "",
        "find where the kinds of PDF are listed, and add ours there: press/render/tagging/__init__.py",
    ),
    Internal(
        "weasyprint.draw.text.draw_first_line", "stream textbox text_overflow block_ellipsis matrix",
        f"find where the glyphs of a line are drawn: `_draw_first_line` in {HOOKS}, and what "
        "press/render/weasyprint/clusters.py draws in its place",
    ),
    Internal(
        "weasyprint.text.line_break.Layout.get_first_line", "self",
        "find how the runs of a line are read: `list_clusters` in press/render/weasyprint/clusters.py",
    ),
    Internal(
        "weasyprint.pdf.stream.Stream.marked", "self box tag",
        f"find where marked content is opened for a box, and number it there: `_mark_content` in {HOOKS}",
    ),
    Internal(
        "weasyprint.pdf.stream.Stream.__init__",
        "self fonts page_rectangle resources images tags color_profiles output_intent args kwargs",
        "find where a stream keeps its fonts and tags; `SpaceGlyphs` in press/render/tagging/spaces.py and "
        f"`_mark_content` in {HOOKS} read them",
    ),
    Internal(
        "weasyprint.matrix.Matrix", "",
        "multiply the transformations of boxes with its successor in press/render/tagging/walk.py and elements.py",
    ),
    Internal(
        "pydyf.Stream.begin_marked_content", "self tag property_list",
        f"open marked content with its new parameters in `_mark_content` of {HOOKS}",
    ),
    Internal(
        "pydyf.Stream.end_marked_content", "self",
        f"close marked content with its new parameters in `_mark_content` of {HOOKS}",
    ),
    Internal(
        "pydyf.Stream.show_text", "self text",
        "find how a shown string is written into a stream; `SpaceGlyphs` in press/render/tagging/spaces.py adds to it",
    ),
    Internal(
        "pydyf.PDF.add_object", "self object_",
        "add objects with its new parameters in press/render/tagging/writer.py",
    ),
    Internal(
        "pydyf.PDF.page_references", "",
        "find the references of the pages for `TagTreeWriter` in press/render/tagging/writer.py",
    ),
    # ------------------------------------------------------------ setting up
    Internal(
        "weasyprint._find_base_url", "html_document fallback_base_url",
        "find the base address of a page in another way: `HtmlPage` in press/render/tagging/document.py",
    ),
    Internal(
        "weasyprint.cssselect2.ElementWrapper.from_html_root", "",
        "wrap a parsed page as `weasyprint.HTML` now does: `HtmlPage` in press/render/tagging/document.py",
    ),
    Internal(
        "weasyprint.logger.LOGGER", "",
        f"find WeasyPrint's log: every line in it is an error here, so `Logbook` in {FIXES} must listen to it",
    ),
    Internal(
        "weasyprint.text.ffi.harfbuzz_subset", "",
        "find how to tell that harfbuzz-subset is installed: `import_weasyprint` in press/render/__init__.py",
    ),
)  # fmt: skip
