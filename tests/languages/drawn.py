"""How words stand on a page in a browser."""

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
