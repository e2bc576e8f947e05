"""External links tried one by one, when somebody asks for it: the one door to httpx, and to the network.

A build, a check without `--links` and the rules never come here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

import httpx

from press import __version__
from press.model.findings import Code, Exit, Finding, Place, PressError

ASKED = "house rule: `check --links` says where the links of the sources lead today"
AT_ONCE = 8
"""Sites asked at the same time."""
TIMEOUT = 10.0
"""Seconds that a site has to connect, and again to answer."""
HOPS = 8
"""Redirections that are followed, one after the other."""
AGENT = f"handout-press/{__version__} (link check)"

NOT_THERE = Code(
    "LNK101",
    "A link leads to a page that is there.",
    ASKED,
    "look for the page's new address, or take the link out",
)
NO_ANSWER = Code(
    "LNK102",
    "A link leads to a site that answers.",
    ASKED,
    "open it in a browser: some sites answer people only, and some are down for a day",
    severity="warning",
)
MOVED = Code(
    "LNK103",
    "A link leads to the page itself, not to one that sends the reader on.",
    ASKED,
    "write the new address",
    severity="warning",
)
OFFLINE = Code(
    "LNK104",
    "Where links are tried, this machine reaches the network.",
    ASKED,
    "connect this machine to the network, or ask who looks after its proxy or firewall",
)
CODES = (NOT_THERE, NO_ANSWER, MOVED, OFFLINE)
FINAL_REFUSALS = {404: "there is no such page", 410: "the page is gone"}
FOR_GOOD = {301, 308}
"""Redirections that say that a page has moved (RFC 9110, 15.4)."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking for an address.

    status: the last one, 0 when there was none; final: where redirections lead; moved: one of them is for good;
    trouble: why there was no answer; gone: because no site has that name; secure: the same with https, if that works.
    """

    url: str
    status: int = 0
    final: str = ""
    moved: bool = False
    trouble: str = ""
    gone: bool = False
    secure: str = ""


def check_links(
    links: Sequence[tuple[Place, str]], step: Callable[[int, int, str], None], timeout: float = TIMEOUT
) -> tuple[list[Finding], int]:
    """What is wrong with the `http(s)` links among some, and how many addresses were tried; each is tried once.

    step is called with how many are done, how many there are, and the last address. Raises PressError (environment)
    when none of several sites answers. Reaches the network.
    """
    places: dict[str, list[Place]] = {}
    for place, href in links:
        if href.startswith(("http://", "https://")):
            places.setdefault(href.partition("#")[0], []).append(place)
    answers: list[Answer] = []
    limits = httpx.Limits(max_connections=2 * AT_ONCE)
    client = httpx.Client(
        timeout=timeout, limits=limits, follow_redirects=True, max_redirects=HOPS, headers={"User-Agent": AGENT}
    )
    step(0, len(places), "")
    with client, ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(try_out, client, url) for url in places]
        try:
            for done, future in enumerate(as_completed(waiting), 1):
                answers.append(future.result())
                step(done, len(places), answers[-1].url)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    if len(answers) > 1 and not any(answer.status for answer in answers):
        problem = f"none of {len(answers)} sites answered; the first says: {answers[0].trouble}"
        raise PressError([OFFLINE.at(Place(), problem)], Exit.ENVIRONMENT)
    return sorted({one for answer in answers for one in findings_of(answer, places)}), len(places)


def try_out(client: httpx.Client, url: str) -> Answer:
    """Ask for an address and, when it is good but not encrypted, whether the site answers to https too."""
    answer = ask(client, url)
    if 200 <= answer.status < 400 and not (answer.final or url).startswith("https:"):
        secure = url.replace("http:", "https:", 1)
        return replace(answer, secure=secure if 200 <= ask(client, secure).status < 400 else "")
    return answer


def ask(client: httpx.Client, url: str) -> Answer:
    """Ask for an address with HEAD and, where that is not answered well, with GET; the page itself is not read."""
    answer = Answer(url)
    for method in ("HEAD", "GET"):
        try:
            with client.stream(method, url) as response:
                moved = any(one.status_code in FOR_GOOD for one in response.history)
                answer = Answer(url, response.status_code, str(response.url) if response.history else "", moved)
        except httpx.TooManyRedirects:
            answer = Answer(url, trouble=f"it sends the reader on more than {HOPS} times")
        except httpx.TimeoutException:
            return Answer(url, trouble="it did not answer in time")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            trouble = " ".join(str(error).split()) or type(error).__name__
            answer = Answer(url, trouble=trouble, gone=_unknown_site(trouble))
        if 200 <= answer.status < 400:
            break
    return answer


def _unknown_site(trouble: str) -> bool:
    """Whether an error says that no site has that name (getaddrinfo, RFC 3493, 6.1)."""
    return "Name or service not known" in trouble or "nodename nor servname" in trouble


def findings_of(answer: Answer, places: Mapping[str, Sequence[Place]]) -> list[Finding]:
    """What an answer means for every place that has the link."""
    url, there = answer.url, places[answer.url]
    if answer.status in FINAL_REFUSALS:
        problem = f"`{url}` answers {answer.status}: {FINAL_REFUSALS[answer.status]}"
        return [NOT_THERE.at(place, problem) for place in there]
    if answer.gone:
        return [NOT_THERE.at(place, f"`{url}`: no site has that name ({answer.trouble})") for place in there]
    if answer.trouble:
        return [NO_ANSWER.at(place, f"`{url}`: {answer.trouble}") for place in there]
    if answer.status >= 400:
        return [NO_ANSWER.at(place, f"`{url}` answers {answer.status}") for place in there]
    if answer.final and answer.final != url:
        hint = MOVED.hint if answer.moved else "it may send the reader elsewhere tomorrow; keep it if that is meant"
        verb = "has moved to" if answer.moved else "leads for now to"
        return [MOVED.at(place, f"`{url}` {verb} `{answer.final}`", hint) for place in there]
    return [MOVED.at(place, f"`{url}` answers to `{answer.secure}` too") for place in there if answer.secure]
