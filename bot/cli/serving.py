"""Running the bot: `kam serve`."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from bot.cli.session import Session, command

PANEL = "Slack"
UNREACHABLE = 75
"""Exit code where it may go better soon (sysexits.h: EX_TEMPFAIL)."""
OVER = {
    "silent": (UNREACHABLE, "Nothing came from Slack for a while, and no other socket helped. Start again."),
    "link_disabled": (78, "Socket Mode was switched off for this app (EX_CONFIG). Switch it on at api.slack.com/apps."),
}


def add(app: typer.Typer) -> None:
    """Adds the command."""
    command(app, "serve", rich_help_panel=PANEL)(serve)


def serve(
    session: Session,
    http: Annotated[
        bool,
        typer.Option("--http", help="Take signed HTTP requests at KAM_HTTP_PORT (3000 unless set), not a socket."),
    ] = False,
) -> None:
    """Answer in Slack until stopped by SIGTERM or Ctrl-C. Settings come from the environment: docs/slack.md lists them.

    Exit code 75: Slack cannot be reached, start again later. 78: Socket Mode was switched off.
    """
    from bot.settings import settings
    from bot.slack.logs import configure_logs
    from bot.slack.running import run
    from bot.slack.serve import CannotServe

    given = {"KAM_BOOK": session.location, "KAM_LANG": session.lang, "KAM_AS_OF": str(session.day or "")}
    configure_logs()
    try:
        why, left = run(settings(**given), http=http)
    except CannotServe as error:
        if not error.passing:
            raise
        _end(UNREACHABLE, str(error))
    code, said = OVER.get(why, (0, ""))
    _end(code, said, at_once=left > 0)


def _end(code: int, said: str, *, at_once: bool = False) -> None:
    """Ends the process. `at_once`: without waiting for workers that are still at it; the next start takes that up."""
    if said:
        typer.echo(said, err=True)
    if at_once:
        os._exit(code)
    raise typer.Exit(code)
