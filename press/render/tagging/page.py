"""A page as WeasyPrint takes it, parsed once: it is read again when the finished file is compared with it."""

from __future__ import annotations

from copy import deepcopy

import weasyprint

from press.readback.html import parsed


class Page(weasyprint.HTML):  # type: ignore[misc]
    """An HTML page. WeasyPrint gets a tree of its own, so that nothing it does to it can be taken for the page."""

    def __init__(self, html: str, base_url: str | None, url_fetcher: weasyprint.URLFetcher | None) -> None:
        tree = deepcopy(parsed(html))
        self.base_url = weasyprint._find_base_url(tree, base_url)
        self.url_fetcher = url_fetcher or weasyprint.URLFetcher()
        self.media_type = "print"
        self.wrapper_element = weasyprint.cssselect2.ElementWrapper.from_html_root(tree, content_language=None)
        self.etree_element = self.wrapper_element.etree_element
