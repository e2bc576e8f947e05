"""How words stand on a page in a browser, and whether the typefaces in it have all that they are drawn with."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator

import uharfbuzz
from fontTools.ttLib import woff2
from lxml import etree

DRAWN = """
() => [...document.querySelectorAll('a[href^="tel:"]')].filter(link => link.getClientRects().length).map(link => {
  const drawn = [];
  const walker = document.createTreeWalker(link, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    for (let at = 0; at < walker.currentNode.length; at++) {
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + 1);
      const box = range.getBoundingClientRect();
      if (box.width) drawn.push([Math.round(box.top / 9), box.left, walker.currentNode.data[at]]);
    }
  }
  drawn.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return [link.textContent, drawn.map(one => one[2]).join('')];
})
"""
"""Each telephone number of a page: as it is written, and as its characters stand from left to right, line by line."""

OVERDRAWN = """
() => {
  const rows = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !parent.checkVisibility({visibilityProperty: true})) continue;
    if (parent.closest('thead') && getComputedStyle(parent.closest('thead')).clipPath !== 'none') continue;
    const range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    for (const box of range.getClientRects()) if (box.width > 2) rows.push([box, walker.currentNode.data.trim()]);
  }
  const found = [];
  rows.forEach(([one, words], at) => rows.slice(at + 1).forEach(([other, more]) => {
    const common = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const apart = Math.abs(one.top + one.bottom - other.top - other.bottom) / 2;
    if (common > 2 && apart < Math.min(one.height, other.height) * .4) found.push(`${words} / ${more}`);
  }));
  return found;
}
"""
"""Words of a page that stand on other words of the same row."""


def find_boxes(page: str) -> Iterator[str]:
    """Find words for which a typeface in a web page has letters, but not the glyphs with which they are drawn."""
    words = set(" ".join(etree.HTML(page).find("body").itertext()).split())
    for packed in re.findall(r"data:font/woff2;base64,([\w+/=]+)", page):
        data = io.BytesIO()
        woff2.decompress(io.BytesIO(base64.b64decode(packed)), data)
        face = uharfbuzz.Face(data.getvalue())
        font, known = uharfbuzz.Font(face), face.unicodes
        for word in words:
            if all(ord(letter) in known for letter in word):
                buffer = uharfbuzz.Buffer()
                buffer.add_str(word)
                buffer.guess_segment_properties()
                uharfbuzz.shape(font, buffer)
                if any(not glyph.codepoint for glyph in buffer.glyph_infos):
                    yield word
