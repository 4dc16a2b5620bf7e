"""Writes a picture beside the answer and says its alternative text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from book.errors import KamError
from bot.cli.session import Session

if TYPE_CHECKING:
    from bot.pictures.canvas import Picture


Png = Annotated[Path | None, typer.Option("--png", help="Write a picture to this file.")]


def write_picture(session: Session, picture: Picture, path: Path) -> None:
    """Raises KamError when the file cannot be written."""
    try:
        path.write_bytes(picture.png)
    except OSError as error:
        raise KamError(f"{path} cannot be written ({error.strerror}); name another file with --png.") from None
    if not session.as_json:
        session.show(session.words("notes.picture", path=path, alt=picture.alt))
