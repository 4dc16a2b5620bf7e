"""The rubric: show, check, calibrate, compare, adopt."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from book.errors import KamError
from bot.cli.session import Session, command

if TYPE_CHECKING:
    from scoring.rubric import Rubric

app = typer.Typer(no_args_is_help=True, help="Show, check, calibrate, compare and adopt the rubric.")
File = Annotated[Path, typer.Argument(help="A rubric as YAML.", show_default=False)]


@app.callback()
def _group() -> None: ...


def _show(
    session: Session,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="The whole rubric as YAML, to be changed and adopted.")
    ] = False,
) -> None:
    """Show the rubric in force on the day."""
    from scoring.rubric import dump

    rubric = session.in_force.rubric
    if session.as_json:
        return session.answer(rubric.model_dump(mode="json", by_alias=True))
    if as_yaml:
        return typer.echo(dump(rubric), nl=False)
    from bot.terminal.rubric import rubric as shown

    session.show(*shown(session.screen, session.figures, rubric))
    if session.in_force.later_than_day:
        from prompts.narrator.names import rubric_name

        session.show(session.words("sentences.later_rubric", rubric=rubric_name(rubric.version, session.words)))
    return None


def _check(session: Session, file: File) -> None:
    """Check a rubric: every mistake is named with its line."""
    rubric = read(file)
    uncalibrated = [key for key, c in rubric.criteria.items() if c.calibrated and c.breakpoints is None]
    if session.as_json:
        return session.answer(
            {
                "version": rubric.version,
                "in_force_since": rubric.in_force_since.isoformat(),
                "uncalibrated": uncalibrated,
            }
        )
    session.show(session.words("rubrics.good", version=rubric.version, date=rubric.in_force_since))
    if uncalibrated:
        session.show(session.words("rubrics.uncalibrated", items=", ".join(uncalibrated)))
    return None


def read(file: Path) -> Rubric:
    """The rubric in a file. Raises KamError, RubricError."""
    from scoring.rubric import parse

    try:
        return parse(file.read_text(encoding="utf-8-sig"), file.name)
    except OSError as error:
        raise KamError(f"{file} cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise KamError(f"{file} is not UTF-8 text; save it as UTF-8.") from None


def _calibrate(
    session: Session,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the breakpoints, record nothing.")] = False,
) -> None:
    """Write the amounts' breakpoints from the book's own distribution into a new dated version."""
    as_of = session.day or session.book.last_order_day()
    if as_of is None:
        raise KamError("The book has no order lines to calibrate on; import some with `kam import FILES`.")
    found = session.book.calibration(as_of)
    if not found.calibrated:
        why = "; ".join(f"{metric}: {reason}" for metric, reason in found.uncalibrated.items())
        raise KamError(f"Nothing can be calibrated on {as_of}: {why}.")
    if not dry_run:
        session.book.rubrics.add(found.rubric, why="calibrated", at=session.now)
    if session.as_json:
        points = {
            key: [list(point) for point in found.rubric.criteria[key].breakpoints or ()] for key in found.calibrated
        }
        head = {"version": found.rubric.version, "in_force_since": as_of.isoformat(), "recorded": not dry_run}
        return session.answer(head | {"calibration": points, "uncalibrated": found.uncalibrated})
    from bot.terminal.rubric import calibrated

    session.show(*calibrated(session.screen, session.figures, found))
    return session.show(session.words("notes.dry_run")) if dry_run else None


def _versions(session: Session) -> None:
    """List the versions of the rubric and since when each is in force."""
    versions = session.book.rubrics.versions()
    if session.as_json:
        return session.answer(
            [
                {
                    "version": v.version,
                    "in_force_since": v.in_force_since.isoformat(),
                    "why": v.why,
                    "recorded_at": v.at.isoformat(),
                }
                for v in versions
            ]
        )
    from bot.terminal.tables import heads

    rows = [
        [v.version, session.figures.day(v.in_force_since), session.words(f"rubrics.{v.why}"), f"{v.at:%Y-%m-%d %H:%M}"]
        for v in versions
    ]
    rows = rows or [
        [
            session.in_force.rubric.version,
            session.figures.day(session.in_force.rubric.in_force_since),
            session.words("rubrics.shipped"),
            "-",
        ]
    ]
    return session.show(
        session.screen.table(heads(session.figures, "version", "since", "reason", "date"), rows, wrap=0)
    )


def _adopt(
    session: Session,
    file: File,
    since: Annotated[
        str | None, typer.Option("--since", help="In force since this day; default: as the file says.")
    ] = None,
    by: Annotated[str | None, typer.Option("--by", help="Who adopts it.")] = None,
) -> None:
    """Take a rubric into force. Verdicts of earlier days keep the rubric of their day."""
    rubric = read(file)
    if since:
        rubric = rubric.model_copy(update={"in_force_since": day(since, "--since")})
    if any(v.version == rubric.version for v in session.book.rubrics.versions()):
        raise KamError(f"The book has a version {rubric.version!r} already; give this one another name in {file.name}.")
    session.book.rubrics.add(rubric, why="adopted", at=session.now, by=by)
    if session.as_json:
        return session.answer({"version": rubric.version, "in_force_since": rubric.in_force_since.isoformat()})
    return session.show(
        session.words("rubrics.in_force", version=rubric.version, date=session.figures.day(rubric.in_force_since))
    )


def day(text: str, option: str) -> date:
    """A day as people type it. Raises typer.BadParameter."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2025-12-31", param_hint=option) from None


def _diff(
    session: Session,
    one: Annotated[
        str | None, typer.Argument(help="A file, or the name of a version; default: the rubric in force.")
    ] = None,
    other: Annotated[str | None, typer.Argument(help="Another; default: the shipped rubric.")] = None,
) -> None:
    """Compare two rubrics number by number."""
    from bot.cli.rubric_diff import differences
    from scoring.rubric import load_default

    left = named(session, one) if one else session.in_force.rubric
    right = named(session, other) if other else load_default()
    found = differences(right, left)
    if session.as_json:
        return session.answer([{"path": d.path, "before": d.before, "after": d.after} for d in found])
    if not found:
        return session.show(session.words("rubrics.same", one=left.version, other=right.version))
    rows: list[list[Any]] = [[d.path, _said(d.before), _said(d.after)] for d in found]
    columns = [(session.words("tables.criterion"), "left"), (right.version, "left"), (left.version, "left")]
    return session.show(session.screen.table(columns, rows))  # type: ignore[arg-type]


def _said(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(
            f"[{', '.join(f'{n:g}' if isinstance(n, int | float) else str(n) for n in point)}]"
            if isinstance(point, list)
            else str(point)
            for point in value
        )
    return "-" if value is None else str(value)


def named(session: Session, name: str) -> Rubric:
    """A rubric by its version's name or its file. Raises KamError."""
    from scoring.rubric import load_default

    for version in session.book.rubrics.versions():
        if version.version == name:
            return session.book.rubrics.rubric(version.id)
    if name == "default":
        return load_default()
    if Path(name).is_file():
        return read(Path(name))
    known = ", ".join(v.version for v in session.book.rubrics.versions()) or "none of its own"
    raise KamError(f"{name!r} is neither a file nor a version of this book's rubric (it has: {known}; and `default`).")


command(app, "show")(_show)
command(app, "check")(_check)
command(app, "calibrate")(_calibrate)
command(app, "versions")(_versions)
command(app, "adopt")(_adopt)
command(app, "diff")(_diff)
