"""Pango layouts that are used again, from the line that is tried to the line that is painted.

WeasyPrint makes a Pango context, a description of the font and a layout for every line that it tries, and again for
every line that it paints, where a page has some thirty kinds of text. Here all text of one kind shares its context and
its description; a layout goes from line to line, and a line is painted from the glyphs that it was measured with.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from weasyprint.text.ffi import ffi, gobject, pango

from press.render.weasyprint.box_styles import find_outer_style

Method = Callable[..., Any]

ffi.cdef("PangoLayout * pango_layout_copy (PangoLayout *layout);")

KIND = (
    "direction", "lang", "font_language_override", "font_family", "font_style", "font_stretch", "font_weight",
    "font_size", "font_variant_caps", "font_variation_settings", "text_decoration_line", "font_kerning",
    "font_variant_ligatures", "font_variant_position", "font_variant_numeric", "font_variant_alternates",
    "font_variant_east_asian", "font_feature_settings", "letter_spacing", "word_spacing", "overflow_wrap",
)  # fmt: skip
"""The properties that a layout depends on, beside its text."""
METRICS = ("ascent", "underline_position", "strikethrough_position", "underline_thickness", "strikethrough_thickness")
MOST_KINDS = 2000
"""Kinds of text that are remembered: a publication has some thirty in each form."""
WORD = 0
"""PANGO_WRAP_WORD, with which layouts begin."""


@dataclass(slots=True)
class Kind:
    """What all text of a kind shares.

    plain: whether a text leaves nothing in its layout that another would find; free: layouts that nobody uses; shown:
    layouts by the text that stands in them.
    """

    template: Any
    language: Any
    metrics: dict[str, Any]
    plain: bool
    free: list[Any] = field(default_factory=list)
    shown: dict[str, Any] = field(default_factory=dict)

    def layout(self) -> Any:
        """A layout without text, or with one that is of no interest."""
        if self.free:
            return self.free.pop()
        return ffi.gc(pango.pango_layout_copy(self.template), gobject.g_object_unref)

    def forget(self) -> None:
        """Let go of the texts of a document that is done."""
        for layout in self.shown.values():
            pango.pango_layout_set_width(layout, -1)
            pango.pango_layout_set_wrap(layout, WORD)
            self.free.append(layout)
        self.shown.clear()


def set_up(theirs: Method) -> Method:
    """`Layout.setup`: a layout of a kind that may be known already."""

    def setup(self: Any, style: Any) -> None:
        kind = _kind_of(style, theirs)
        self.style, self.language, self.press_kind = style, kind.language, kind
        self.first_line_direction = 0
        self.layout = kind.layout()
        self.__dict__.update(kind.metrics)

    return setup


def left(theirs: Method) -> Method:
    """`Layout.deactivate`: the layout is left with its text, which may be painted."""

    def deactivate(self: Any) -> None:
        kind, layout = self.press_kind, self.layout
        theirs(self)
        spoiled = self.__dict__.pop("press_spoiled", False) or self.justification_spacing or "\t" in self.text
        if kind.plain and not spoiled:
            kind.shown[self.text] = layout

    return deactivate


def taken_up(theirs: Method) -> Method:
    """`Layout.reactivate`: the layout that was left with this text, if there is one."""

    def reactivate(self: Any, style: Any) -> None:
        kind: Kind | None = getattr(style, "press_kind", None)
        layout = None if kind is None or self.justification_spacing else kind.shown.pop(self.text, None)
        if kind is None or layout is None:
            theirs(self, style)
        else:
            self.layout, self.language, self.style = layout, kind.language, style

    return reactivate


def _kind_of(style: Any, set_up_new: Method) -> Kind:
    """The kind of a text; set_up_new: WeasyPrint's own way to set a layout up."""
    kind: Kind
    try:
        kind = style.press_kind
    except AttributeError:
        outer = find_outer_style(style)
        kind = style.press_kind = _known(style, set_up_new) if outer is None else _kind_of(outer, set_up_new)
    return kind


def _known(style: Any, set_up_new: Method) -> Kind:
    kinds: dict[str, Kind] = style.font_config.__dict__.setdefault("press_kinds", {})
    key = str([style[name] for name in KIND])
    if key not in kinds:
        if len(kinds) >= MOST_KINDS:
            kinds.clear()
        kinds[key] = _new(style, set_up_new)
    return kinds[key]


class _Template:
    """Takes what WeasyPrint sets up."""


def _new(style: Any, set_up_new: Method) -> Kind:
    made: Any = _Template()
    set_up_new(made, style)
    plain = style["letter_spacing"] == "normal" and not style["word_spacing"] and style["overflow_wrap"] == "normal"
    metrics = {name: value for name, value in vars(made).items() if name in METRICS}
    return Kind(made.layout, made.language, metrics, plain)


def forget(font_config: Any) -> None:
    """Let go of the texts of a document that is done."""
    for kind in font_config.__dict__.get("press_kinds", {}).values():
        kind.forget()
