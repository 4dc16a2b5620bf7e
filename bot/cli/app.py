"""All commands. What a command needs is imported when it runs: `kam --help` has to be quick."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import (
    access,
    account,
    asking,
    decisions,
    demo,
    digest,
    evaluating,
    exact,
    feedback,
    importing,
    knowledge,
    learning,
    pitfalls,
    portfolio,
    rubric,
    serving,
    subscribing,
    upkeep,
)

app = typer.Typer(
    name="kam",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Advises on key accounts: tier, scorecard, value type and five pitfalls from your own orders.",
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"kam {version('kam-advisor')}")
        raise typer.Exit


@app.callback()
def _kam(
    show: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None: ...


demo.add(app)
importing.add(app)
account.add(app)
exact.add(app)
portfolio.add(app)
pitfalls.add(app)
asking.add(app)
learning.add(app)
knowledge.add(app)
evaluating.add(app)
serving.add(app)
subscribing.add_to(digest.app)
app.add_typer(digest.app, name="digest", rich_help_panel="Slack")
app.add_typer(rubric.app, name="rubric", rich_help_panel="Upkeep")
app.add_typer(access.app, name="access", rich_help_panel="Upkeep")
decisions.add(app)
upkeep.add(app)
feedback.add(app)
