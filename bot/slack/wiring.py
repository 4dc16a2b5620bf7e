"""Every module that answers something, registered: the one list of what the bot can do."""

from __future__ import annotations

from bot.slack.answers import (
    account,
    agent,
    choosing,
    conversation,
    digest,
    exact,
    feedback,
    help,
    home,
    importing,
    learning,
    links,
    portfolio,
    sharing,
)
from bot.slack.modals import (
    access,
    concession,
    digest_form,
    digest_list,
    dismissal,
    language,
    log_signal,
    override,
    profile,
    whatif,
)
from bot.slack.routes import Routes

MODULES = (
    account,
    exact,
    sharing,
    feedback,
    conversation,
    agent,
    learning,
    help,
    choosing,
    profile,
    concession,
    override,
    dismissal,
    whatif,
    access,
    language,
    home,
    portfolio,
    importing,
    links,
    log_signal,
    digest,
    digest_list,
    digest_form,
)


def routes() -> Routes:
    """All routes."""
    made = Routes()
    for module in MODULES:
        module.register(made)
    return made
