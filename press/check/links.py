"""External links tried one by one on request: the one door to httpx, and to the network.

A build, a check without `--links` and the rules never come here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

import httpx

from press import __version__
from press.model.findings import ExitCode, Finding, FindingCode, Place, PressError

ASKED = "house rule: `check --links` says where the links of the sources lead today"
AT_ONCE = 8
"""Requests made at the same time."""
TIMEOUT = 10.0
"""Seconds that a site has to connect, and again to answer."""
HOPS = 8
"""Redirections followed in a row."""
AGENT = f"handout-press/{__version__} (link check)"

NOT_THERE = FindingCode(
    "LNK101",
    "A link leads to a page that exists.",
    ASKED,
    "look for the page's new address, or take the link out",
)
NO_ANSWER = FindingCode(
    "LNK102",
    "A link leads to a site that answers.",
    ASKED,
    "open it in a browser: some sites answer people only, and some are down for a day",
    severity="warning",
)
MOVED = FindingCode(
    "LNK103",
    "A link leads to the page itself, not to one that sends the reader on.",
    ASKED,
    "write the new address",
    severity="warning",
)
OFFLINE = FindingCode(
    "LNK104",
    "This machine reaches the network when links are checked.",
    ASKED,
    "connect this machine to the network, or ask the person who looks after its proxy or firewall",
)
CODES = (NOT_THERE, NO_ANSWER, MOVED, OFFLINE)
FINAL_REFUSALS = {404: "there is no such page", 410: "the page is gone"}
FOR_GOOD = {301, 308}
"""Permanent redirections (RFC 9110, 15.4)."""


@dataclass(frozen=True, slots=True)
class LinkAnswer:
    """The answer to a request for an address.

    status: the last HTTP status, 0 when there was none; final_url: where redirections lead; has_moved: one of them is
    permanent; failure: why there was no answer; site_unknown: no site has that name; secure_url: the same address with
    https, if that works.
    """

    url: str
    status: int = 0
    final_url: str = ""
    has_moved: bool = False
    failure: str = ""
    site_unknown: bool = False
    secure_url: str = ""


def check_links(
    links: Sequence[tuple[Place, str]], step: Callable[[int, int, str], None], timeout: float = TIMEOUT
) -> tuple[list[Finding], int]:
    """Try each `http(s)` link once; return findings and count.

    The count is that of addresses tried. step is called with how many are done, how many there are, and the last
    address. Raises PressError (environment) when none of several sites answers. Reaches the network.
    """
    places: dict[str, list[Place]] = {}
    for place, href in links:
        if href.startswith(("http://", "https://")):
            places.setdefault(href.partition("#")[0], []).append(place)
    answers: list[LinkAnswer] = []
    limits = httpx.Limits(max_connections=2 * AT_ONCE)
    client = httpx.Client(
        timeout=timeout, limits=limits, follow_redirects=True, max_redirects=HOPS, headers={"User-Agent": AGENT}
    )
    step(0, len(places), "")
    with client, ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(try_link, client, url) for url in places]
        try:
            for done, future in enumerate(as_completed(waiting), 1):
                answers.append(future.result())
                step(done, len(places), answers[-1].url)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if len(answers) > 1 and not any(answer.status for answer in answers):
        problem = f"none of {len(answers)} sites answered; the first says: {answers[0].failure}"
        raise PressError([OFFLINE.make_finding(Place(), problem)], ExitCode.ENVIRONMENT)
    return sorted({one for answer in answers for one in make_findings(answer, places)}), len(places)


def try_link(client: httpx.Client, url: str) -> LinkAnswer:
    """Request an address, and try https if it is unencrypted.

    https is tried only when the address itself is good.
    """
    answer = request_address(client, url)
    if 200 <= answer.status < 400 and not (answer.final_url or url).startswith("https:"):
        secure = url.replace("http:", "https:", 1)
        return replace(answer, secure_url=secure if 200 <= request_address(client, secure).status < 400 else "")
    return answer


def request_address(client: httpx.Client, url: str) -> LinkAnswer:
    """Request an address with HEAD, then GET if needed.

    GET follows where HEAD is not answered well; the page itself is not read.
    """
    answer = LinkAnswer(url)
    for method in ("HEAD", "GET"):
        try:
            with client.stream(method, url) as response:
                moved = any(one.status_code in FOR_GOOD for one in response.history)
                answer = LinkAnswer(url, response.status_code, str(response.url) if response.history else "", moved)
        except httpx.TooManyRedirects:
            answer = LinkAnswer(url, failure=f"it sends the reader on more than {HOPS} times")
        except httpx.TimeoutException:
            return LinkAnswer(url, failure="it did not answer in time")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            failure = " ".join(str(error).split()) or type(error).__name__
            answer = LinkAnswer(url, failure=failure, site_unknown=_is_unknown_site(failure))
        if 200 <= answer.status < 400:
            break
    return answer


def _is_unknown_site(failure: str) -> bool:
    """Check whether an error says that the site is unknown.

    The texts are those of getaddrinfo (RFC 3493, 6.1).
    """
    return "Name or service not known" in failure or "nodename nor servname" in failure


def make_findings(answer: LinkAnswer, places: Mapping[str, Sequence[Place]]) -> list[Finding]:
    """Make a finding at every place that has the link."""
    url, there = answer.url, places[answer.url]
    if answer.status in FINAL_REFUSALS:
        problem = f"`{url}` answers {answer.status}: {FINAL_REFUSALS[answer.status]}"
        return [NOT_THERE.make_finding(place, problem) for place in there]
    if answer.site_unknown:
        return [NOT_THERE.make_finding(place, f"`{url}`: no site has that name ({answer.failure})") for place in there]
    if answer.failure:
        return [NO_ANSWER.make_finding(place, f"`{url}`: {answer.failure}") for place in there]
    if answer.status >= 400:
        return [NO_ANSWER.make_finding(place, f"`{url}` answers {answer.status}") for place in there]
    if answer.final_url and answer.final_url != url:
        hint = MOVED.hint if answer.has_moved else "the redirection is temporary; keep the link if that is intended"
        verb = "has moved to" if answer.has_moved else "redirects for now to"
        return [MOVED.make_finding(place, f"`{url}` {verb} `{answer.final_url}`", hint) for place in there]
    return [
        MOVED.make_finding(place, f"`{url}` also works as `{answer.secure_url}`")
        for place in there
        if answer.secure_url
    ]
