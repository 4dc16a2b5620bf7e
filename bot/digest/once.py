"""One round of what is due, without a running bot: for whoever lets cron send digests."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.digest.posting import short_wait
from bot.digest.runner import Runner
from bot.settings import Settings
from bot.slack.outbox import Outbox
from bot.slack.people import Directory
from bot.slack.serve import who_we_are
from bot.slack.services import Services
from bot.slack.web import SlackError, Web

log = structlog.get_logger("kam.digest")
SWEEP_AFTER = 60.0
"""Seconds after which a message of which it is unclear whether it was posted twice is looked for again: histories lag."""
Doubtful = tuple[str, str, str | None, float]


@dataclass
class Round:
    """Sends what is due. `sleep`: the clock's."""

    services: Services
    sleep: Callable[[float], None] = time.sleep
    _doubtful: list[Doubtful] = field(default_factory=list)

    def outbox(self) -> Outbox:
        """An outbox whose waits are short; it remembers what is to be swept."""
        return Outbox(self.services.web, self.services.bot, sleep=short_wait, sweep_later=self._later)

    def _later(self, *message: object) -> None:
        self._doubtful.append(message)  # type: ignore[arg-type]

    def send(self, runner: Runner, only: str = "") -> list[tuple[str, str]]:
        """What became of each that is due, by key: sent, in part, failed, calm (nothing to tell), taken, or later."""
        due = [one for one in runner.due() if only in ("", one.subscription.id)]
        done = [(one.slot.key(one.subscription), _sent(runner, one.subscription.id)) for one in due]
        if self._doubtful:
            self.sleep(SWEEP_AFTER)
        for one in self._doubtful:
            self.outbox().sweep(*one)
        return done


def _sent(runner: Runner, subscription: str) -> str:
    try:
        return runner.send(subscription)
    except SlackError:
        return "later"
    except Exception:  # the boundary: the others are sent all the same
        log.exception("digest failed", subscription=subscription)
        return "later"


def round_of(settings: Settings) -> tuple[Round, Runner]:
    """A round with the settings of the bot. Raises CannotServe where Slack is not set up or does not answer."""
    from bot.pictures.moves import moves_picture

    web = Web(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    who = who_we_are(web)
    team, bot = str(who["team_id"]), str(who["user_id"])
    made = Round(Services(settings, web, Directory(web, team, bot), team, bot))
    return made, Runner(made.services, made.outbox, moves_picture)
