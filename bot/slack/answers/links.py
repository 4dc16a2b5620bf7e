"""Links to accounts in the CRM: a small card below them, where everybody in the conversation may see the account."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from urllib.parse import SplitResult, unquote, urlsplit

from bot import flags, notes
from bot.flags import counting
from bot.slack.call import Call
from bot.slack.effects import Effect, Unfurl
from bot.slack.patience import NO_LONGER
from bot.slack.routes import Routes
from bot.slack.views.unfurl import unfurl_view
from bot.slack.web import Refused

PLACE = "{account_id}"
"""Where the id stands in the address of an account's page, once."""
WEB = ("http", "https")


def register(routes: Routes) -> None:
    """Links that somebody posted."""
    routes.event("link", shared)


def shared(call: Call, _text: str) -> Iterator[Effect]:
    """Cards for the links that lead to accounts. Of an account that not everybody may see there is no word at all."""
    call.shown.what = "unfurl"
    meant = {url: account_in(url, call.services.settings.crm_link) for url in call.request.links}
    known = {url: account for url, account in meant.items() if account is not None and call.may_see(account)}
    if not known or not call.audience(sorted(set(known.values()))).everyone:
        known = {url: account for url, account in known.items() if call.audience([account]).everyone}
    if not known:
        return
    cards = {url: {"blocks": list(_card(call, account))} for url, account in known.items()}
    still = call.still(sorted(set(known.values())))
    try:
        yield Unfurl(cards, call.request.channel, call.request.ts, call.request.unfurl_id, still)
    except Refused as refused:
        if refused.code != NO_LONGER:
            raise


def _card(call: Call, account: str) -> list[dict[str, object]]:
    verdict = call.verdict(account)
    counts = counting(verdict, flags.of(call.book, verdict))
    fired = [one for one in counts.pitfalls.values() if one.state == "fired"]
    return unfurl_view(verdict, fired, notes.decided(call.book, verdict, call.figures), call.figures)


def account_in(url: str, pattern: str) -> str | None:
    """The id of the account whose page an address is; None where it is no such address. A query and a fragment are passed over.

    Scheme, host, port and the path around the id are those of the pattern, and the id is one step of the path.
    """
    wanted, found = _parts(pattern), _parts(unescape(url))
    if wanted is None or found is None or wanted.path.count(PLACE) != 1 or PLACE in wanted.netloc:
        return None
    before, _, after = wanted.path.partition(PLACE)
    path = found.path.removesuffix("/") if not after else found.path
    same = (found.scheme, found.netloc.casefold()) == (wanted.scheme, wanted.netloc.casefold())
    if not same or not path.startswith(before) or not path.endswith(after) or len(path) <= len(before) + len(after):
        return None
    return _decoded(path[len(before) : len(path) - len(after)])


def _parts(url: str) -> SplitResult | None:
    try:
        found = urlsplit(url)
    except ValueError:
        return None
    return found if found.scheme in WEB and found.netloc and "@" not in found.netloc else None


def _decoded(step: str) -> str | None:
    """The id that a step of a path writes; None for several steps, or bytes that are no text."""
    if "/" in step:
        return None
    try:
        return unquote(step, errors="strict")
    except UnicodeDecodeError:
        return None
