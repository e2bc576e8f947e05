"""Draw the bones of the shipped figures: `python docs/drawings.py` writes them into the sources.

Bone is solid ink, and marrow is a hole in it, so that a bad copier keeps both. The seed is fixed: the same program
always draws the same bones. No medical illustrator has checked the drawings, and each file says so.
"""

from __future__ import annotations

import math
import random  # noqa: TID251 - seeded, and no part of the press
from collections.abc import Iterator
from pathlib import Path

FIGURES = Path(__file__).resolve().parent.parent / "sources" / "publications" / "osteopetrosis" / "figures"
UNCHECKED = "No medical illustrator has checked this drawing."

Point = tuple[float, float]
Hole = tuple[float, float, float]
"""The middle and the radius of a space for marrow."""

THIGHBONE = (
    "M87 300L89 214C89 203 79 199 79 188C79 178 85 174 84 162C81 145 70 132 56 120C31 122 8 102 8 72C8 40 32 16 62 16"
    "C89 16 109 33 114 57C120 68 128 72 137 67C143 57 156 54 165 63C177 76 175 108 164 134C153 160 149 186 149 216"
    "L151 300Z"
)
"""The upper end of a thighbone, in a box of 200 by 300: head, neck, the bump of the hip, and the start of the shaft."""
SHAFTS = {"usual": (104.0, 134.0, 178.0), "dense": (115.0, 122.0, 210.0)}
"""The hollow of the shaft: its left and right side, and how far it reaches up."""


def flatten_path(path: str) -> list[Point]:
    """Read an absolute path of lines and curves as a polygon."""
    points: list[Point] = []
    for command, rest in _split_path(path):
        ends = list(zip(rest[::2], rest[1::2], strict=True))
        if command in "ML":
            points += _draw_line(points[-1] if points else ends[0], ends[0])
            continue
        for first in range(0, len(ends), 3):
            points += _draw_curve(points[-1], *ends[first : first + 3])
    return points


def _split_path(path: str) -> Iterator[tuple[str, list[float]]]:
    for command in "MLC":
        path = path.replace(command, f"|{command} ")
    for part in path.rstrip("Z").split("|")[1:]:
        yield part[0], [float(number) for number in part[1:].split()]


def _draw_line(start: Point, end: Point) -> list[Point]:
    count = max(1, round(math.dist(start, end) / 3))
    return [_mix(start, end, step / count) for step in range(1, count + 1)]


def _draw_curve(start: Point, first: Point, second: Point, end: Point) -> list[Point]:
    found = []
    for step in range(1, 25):
        share = step / 24
        one, two, three = _mix(start, first, share), _mix(first, second, share), _mix(second, end, share)
        found.append(_mix(_mix(one, two, share), _mix(two, three, share), share))
    return found


def _mix(one: Point, two: Point, share: float) -> Point:
    return one[0] + (two[0] - one[0]) * share, one[1] + (two[1] - one[1]) * share


def is_inside(point: Point, outline: list[Point]) -> bool:
    """Tell whether a point is inside a polygon."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(outline, [outline[-1], *outline[:-1]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def place_holes(outline: list[Point], kind: str, chance: random.Random) -> list[Hole]:
    """Place spaces for marrow, large ones first, none over another.

    Walls between them stay thick enough to be printed.
    """
    least, most, edge, wall, tries = (3.4, 9.5, 6.5, 2.4, 9000) if kind == "usual" else (1.9, 3.2, 9.0, 9.0, 2500)
    left, right, top = SHAFTS[kind]
    holes: list[Hole] = []
    for number in range(tries):
        point = (chance.uniform(0, 180), chance.uniform(10, 300))
        radius = most - (most - least) * (number / tries) ** 0.5
        if not is_inside(point, outline):
            continue
        radius = min(radius, min(math.dist(point, other) for other in outline) - edge)
        hollow = left - radius - wall < point[0] < right + radius + wall and point[1] > top - radius - wall
        near = any(math.dist(point, hole[:2]) < radius + hole[2] + wall for hole in holes)
        if radius >= least and not hollow and not near and point[1] < top + 24:
            holes.append((*point, radius))
    return holes


def draw_blob(hole: Hole, chance: random.Random) -> str:
    """Draw a hole as a soft uneven shape."""
    x, y, radius = hole
    corners = []
    for number in range(6):
        angle = (number + chance.uniform(-0.2, 0.2)) * math.pi / 3
        reach = radius * chance.uniform(0.9, 1.14)
        corners.append((x + reach * math.cos(angle), y + reach * math.sin(angle)))
    middles = [_mix(one, two, 0.5) for one, two in zip(corners, [*corners[1:], corners[0]], strict=True)]
    start = f"M{middles[-1][0]:.1f} {middles[-1][1]:.1f}"
    curves = zip(corners, middles, strict=True)
    return start + "".join(f"Q{cx:.1f} {cy:.1f} {x:.1f} {y:.1f}" for (cx, cy), (x, y) in curves) + "Z"


def draw_bone(kind: str) -> str:
    """Draw the cut bone as one path, its spaces cut out."""
    chance = random.Random(7)  # noqa: S311 - a drawing, no secret
    outline = flatten_path(THIGHBONE)
    left, right, top = SHAFTS[kind]
    arch = (right - left) / 2
    hollow = f"M{left:g} 300L{left:g} {top + arch:g}A{arch:g} {arch:g} 0 0 1 {right:g} {top + arch:g}L{right:g} 300Z"
    holes = "".join(draw_blob(hole, chance) for hole in place_holes(outline, kind, chance))
    return f'<path fill-rule="evenodd" d="{THIGHBONE}{hollow}{holes}"/>'


def main() -> None:
    """Write both bones."""
    for kind, anchor in (("usual", (119, 218)), ("dense", (119, 224))):
        FIGURES.joinpath(f"bone-{kind}.svg").write_text(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 184 300" fill="currentColor">\n'
            f"  <!-- {UNCHECKED} Drawn by docs/drawings.py. -->\n"
            '  <view id="column" viewBox="0 10 184 232"/>\n  <view id="cover" viewBox="0 10 184 232"/>\n'
            '  <view id="point" viewBox="-10 10 204 150"/>\n'
            f'  {draw_bone(kind)}\n  <circle id="label-marrow" cx="{anchor[0]}" cy="{anchor[1]}" r="0"/>\n</svg>\n',
            "utf-8",
        )


if __name__ == "__main__":
    main()
