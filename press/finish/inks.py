"""Colors become the inks of a printing press, through its color profile and LittleCMS.

Neutral colors are printed with black alone, in the tint that is as light as they are. Every other color gets the inks
of the profile (relative colorimetric, with black point compensation). What can be kept as light in PDF/X-4 and is rare
(shadings) gets a calibrated color space instead.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Operator
from PIL import Image, ImageCms

NEUTRAL = 0.04
"""How far the parts of an RGB color may lie apart for it to count as gray."""
DARK = 0.2
"""A gray darker than this (0 is black) is printed as solid black: screened small type would fray."""
OPERATORS = {"rg": "k", "RG": "K", "g": "k", "G": "K"}
SRGB = {"WhitePoint": [0.9505, 1, 1.089], "Gamma": [2.2, 2.2, 2.2],
        "Matrix": [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505]}  # fmt: skip
"""sRGB as a calibrated color space (ISO 32000-1, 8.6.5.3)."""
INTENT, MATCH_BLACK = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION

Inks = tuple[float, float, float, float]


class PressColors:
    """The colors of one press."""

    def __init__(self, profile: bytes) -> None:
        """Read a profile. Raises ValueError if it is none of a press with four inks."""
        try:
            press = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            light = ImageCms.createProfile("sRGB")
            self._to_inks = ImageCms.buildTransform(light, press, "RGB", "CMYK", INTENT, MATCH_BLACK)
            to_light = ImageCms.buildTransform(press, light, "CMYK", "RGB", INTENT, MATCH_BLACK)
        except (OSError, ImageCms.PyCMSError) as error:
            raise ValueError(str(error)) from None
        tints = Image.frombytes("CMYK", (256, 1), bytes(part for value in range(256) for part in (0, 0, 0, value)))
        printed = _apply(to_light, tints).convert("L").tobytes()
        self._tints = [min(range(256), key=lambda tint: abs(printed[tint] - gray)) for gray in range(256)]

    @functools.lru_cache(maxsize=1024)  # noqa: B019 - one object a profile
    def compute_inks(self, red: float, green: float, blue: float) -> Inks:
        """Compute the parts of cyan, magenta, yellow and black of an RGB color."""
        if max(red, green, blue) - min(red, green, blue) <= NEUTRAL:
            gray = 0.2126 * red + 0.7152 * green + 0.0722 * blue
            return 0.0, 0.0, 0.0, 1.0 if gray < DARK else self._tints[min(255, round(gray * 255))] / 255
        dot = Image.new("RGB", (1, 1), tuple(round(part * 255) for part in (red, green, blue)))
        cyan, magenta, yellow, black = self.convert_picture(dot).tobytes()
        return cyan / 255, magenta / 255, yellow / 255, black / 255

    def convert_picture(self, picture: Image.Image) -> Image.Image:
        """Convert a picture: gray to tints of black, and every other to four inks."""
        if picture.mode in {"1", "L"}:
            return picture.convert("L").point([255 - tint for tint in self._tints])
        return _apply(self._to_inks, picture.convert("RGB"))


@functools.lru_cache(maxsize=2)
def load_press_colors(profile: bytes) -> PressColors:
    """Load the colors of a press by its profile."""
    return PressColors(profile)


def _apply(transform: ImageCms.ImageCmsTransform, picture: Image.Image) -> Image.Image:
    converted = ImageCms.applyTransform(picture, transform)
    assert converted  # it is None only when the picture itself is changed
    return converted


def convert_colors(pdf: pikepdf.Pdf, colors: PressColors) -> None:
    """Convert all colors of light in a PDF to inks."""
    for page in pdf.pages:
        page.Contents = pdf.make_stream(_convert_content(page, colors))
    objects = list(pdf.objects)
    masks = {one[key].objgen for one in objects if isinstance(one, pikepdf.Stream)
             for key in ("/SMask", "/Mask") if isinstance(one.get(key), pikepdf.Stream)}  # fmt: skip
    for content in _list_contents(objects):
        content.write(_convert_content(content, colors))
    for one in objects:
        if isinstance(one, pikepdf.Stream) and one.get(Name.Subtype) == Name.Image and one.objgen not in masks:
            _convert_image(one, colors)
        elif isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
            _convert_spaces(one)


def _list_contents(objects: list[pikepdf.Object]) -> Iterator[pikepdf.Object]:
    """List the streams that paint: forms, tiles of patterns, and letters that are drawings."""
    for one in objects:
        if isinstance(one, pikepdf.Stream):
            if one.get(Name.Subtype) == Name.Form or one.get(Name.PatternType) == 1:
                yield one
        elif isinstance(one, pikepdf.Dictionary) and one.get(Name.Subtype) == Name.Type3:
            yield from one.CharProcs.values()


def _convert_content(content: pikepdf.Page | pikepdf.Object, colors: PressColors) -> bytes:
    """Convert the colors that a content stream sets."""
    changed: list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage] = []
    for instruction in pikepdf.parse_content_stream(content):
        operator = str(instruction.operator)
        if operator in OPERATORS:
            parts = [float(part) for part in instruction.operands]
            inks = colors.compute_inks(*(parts if len(parts) == 3 else parts * 3))
            instruction = pikepdf.ContentStreamInstruction(  # noqa: PLW2901
                [round(ink, 4) for ink in inks], Operator(OPERATORS[operator])
            )
        changed.append(instruction)
    return pikepdf.unparse_content_stream(changed)


def _convert_image(image: pikepdf.Stream, colors: PressColors) -> None:
    """Convert the samples of a picture."""
    if image.get(Name.ImageMask) or image.get(Name.ColorSpace) == Name.DeviceCMYK or Name.Mask in image:
        return
    converted = colors.convert_picture(pikepdf.PdfImage(image).as_pil_image())
    image.write(converted.tobytes())
    image.ColorSpace = Name.DeviceGray if converted.mode == "L" else Name.DeviceCMYK
    image.BitsPerComponent = 8
    for key in (Name.Decode, Name.Intent):
        if key in image:
            del image[key]


def _convert_spaces(one: pikepdf.Object) -> None:
    """Name colors of a press in a group, and calibrated ones in a shading."""
    group = one.get(Name.Group, one)
    if isinstance(group, pikepdf.Dictionary) and group.get(Name.S) == Name.Transparency and Name.CS in group:
        group.CS = Name.DeviceCMYK
    if Name.ShadingType in one and one.ColorSpace == Name.DeviceRGB:
        one.ColorSpace = Array([Name.CalRGB, Dictionary({f"/{key}": Array(value) for key, value in SRGB.items()})])
