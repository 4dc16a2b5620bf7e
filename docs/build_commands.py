"""docs/commands.md, from the command line itself: every command with its arguments and options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer.main

HEAD = """# Commands

<!-- Made by `python -m docs.build` from the command line itself: change the code, not this page. -->

Exit code 0: done. 1: refused or failed, with one clear sentence on stderr. 2: wrong usage. 130: interrupted. `--json` prints JSON alone on
stdout. Progress bars go to stderr, only on a terminal. An account is named by its id, name, alias, a part of one, or nearly
so; several matches give a ranked list to choose from.

Every command that asks or changes a book takes these options as well:

{common}

`KAM_RECORDS` names the file of the records (rubric versions, ledger) of a book that does not live in SQLite. `NO_COLOR`
switches colour off. `kam --install-completion` completes commands and account names in your shell.
"""


def files() -> dict[str, str]:
    """Text by path from the project's root."""
    from bot.cli.app import app

    group: Any = typer.main.get_command(app)
    commands = list(_walked("kam", group))
    common = [p for p in commands[1][1].params if _panel(p) == "Common"]
    head = HEAD.format(common="\n".join(_table(common)))
    return {"docs/commands.md": head + "".join(_section(name, command) for name, command in commands)}


def _walked(path: str, group: Any) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _walked(f"{path} {name}", command)
        else:
            yield f"{path} {name}", command


def _panel(parameter: Any) -> str | None:
    panel: str | None = getattr(parameter, "rich_help_panel", None)
    return panel


def _section(name: str, command: Any) -> str:
    own = [p for p in command.params if _panel(p) != "Common" and p.name != "help"]
    table = "\n".join(_table(own))
    paragraphs = "\n\n".join(" ".join(part.split()) for part in str(command.help).split("\n\n"))
    return f"\n## `{_usage(name, own)}`\n\n{paragraphs}\n" + (f"\n{table}\n" if own else "")


def _usage(name: str, parameters: list[Any]) -> str:
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    shown = []
    for argument in arguments:
        word = argument.name.upper() + ("..." if argument.nargs == -1 else "")
        shown.append(word if argument.required else f"[{word}]")
    return " ".join((name, *shown))


def _table(parameters: list[Any]) -> Iterator[str]:
    yield "| option | what it says |"
    yield "|---|---|"
    for parameter in parameters:
        names = "/".join(parameter.opts) if parameter.param_type_name == "option" else parameter.name.upper()
        more = f" Or `{parameter.envvar}` in the environment." if getattr(parameter, "envvar", None) else ""
        default = parameter.default if isinstance(parameter.default, str) else None
        said = f" Default: `{default}`." if default else ""
        yield f"| `{names}` | {parameter.help or ''}{said}{more} |".replace("| |", "|")
