"""Whether a digest may be shown where it goes: asked when somebody subscribes, and anew before every send."""

from __future__ import annotations

from collections.abc import Collection

from book.access import Access
from book.book import Book
from bot.digest.held import Held
from bot.digest.sender import STOPS, NotForThem, why_of
from bot.digest.subscription import Subscription
from bot.slack.audience import audience
from bot.slack.people import Directory
from bot.slack.web import SlackError
from prompts.words import Words

MAY_SUBSCRIBE = ("manager", "admin")


def allowed(
    subscription: Subscription,
    book: Book,
    access: Access,
    directory: Directory,
    held: Held | None = None,
    frozen: Collection[str] = (),
) -> None:
    """Everybody who would read it now may see all that it shows. Raises NotForThem, UnknownAccount, and SlackError where
    Slack does not say who that is.

    `frozen`: accounts of what was fixed before; labels and rights may have changed since.
    """
    if not may_subscribe(access, subscription.by):
        raise NotForThem("no role")
    shown = shown_by(book, access, subscription, held)
    if not shown:
        raise NotForThem("shows nothing")
    alike = access.representatives([*shown, *frozen])
    if subscription.direct:
        if not all(access.may_see(subscription.to, account) for account in alike):
            raise NotForThem("reader may not see")
        return
    room = directory.sure_room(subscription.to)
    if room.known and not room.inside:
        raise NotForThem("not_in_channel")
    found = audience(room, subscription.by, alike, access.may_see)
    if not found.everyone:
        raise NotForThem(found.why)


def may_subscribe(access: Access, user: str) -> bool:
    """Whether somebody has a role that may have digests."""
    person = access.people.get(user)
    return person is not None and person.role in MAY_SUBSCRIBE


def why_not(
    subscription: Subscription,
    book: Book,
    access: Access,
    directory: Directory,
    words: Words,
    held: Held | None = None,
) -> str:
    """Why it may not be shown there, as the end of a sentence; "" where it may."""
    try:
        allowed(subscription, book, access, directory, held)
    except STOPS as error:
        return in_words(why_of(error), words)
    except SlackError:
        return in_words("not now", words)
    return ""


def in_words(why: str, words: Words) -> str:
    """A reason for which a digest was not sent, as the end of a sentence."""
    return words.get(f"digest.failed.{why.replace(' ', '_')}", words("digest.failed.other", code=why))


def _in_team(access: Access, team: str | None, wanted: str) -> bool:
    """Whether a team is the wanted one or below it, as everywhere else."""
    return team is not None and wanted in access.up(team)


def shown_by(book: Book, access: Access, subscription: Subscription, held: Held | None = None) -> set[str]:
    """Accounts that a subscription counts or names: the head of a group stands in titles. Raises UnknownAccount."""
    group = subscription.wanted.group
    return inside(book, access, subscription, held) | ({group} if group else set())


def inside(book: Book, access: Access, subscription: Subscription, held: Held | None = None) -> set[str]:
    """Accounts with the labels that a subscription wants, of those that the subscriber may see. Raises UnknownAccount."""
    held, wanted = held or Held(), subscription.wanted
    found = set(held.seen_by(access, subscription.by))
    if wanted.team is not None:
        found = {account for account in found if _in_team(access, access.held[account][1], wanted.team)}
    if wanted.owner is not None:
        found = {account for account in found if access.held[account][0] == wanted.owner}
    if wanted.region is not None:
        regions = held.column(book, "region")
        found = {account for account in found if regions.get(account) == wanted.region}
    if wanted.group is None:
        return found
    book.accounts.get(wanted.group)
    return found & set(book.accounts.group(wanted.group))
