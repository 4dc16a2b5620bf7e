"""What only a person can decide: asked, never guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from book.errors import KamError


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer, and what the data would look like with it.

    `read`: samples as written and as they would be read ("": refused), for other words than those of `preview`.
    """

    value: str
    preview: str
    read: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question about a file (and column); `option` is the command line's option that answers it.

    `mixed`: the column is written in several ways, so whatever is not written as answered will be refused.
    """

    option: str
    asks: str
    file: str
    column: str | None
    choices: tuple[Choice, ...]
    mixed: bool = False

    def __str__(self) -> str:
        place = f"{self.file}, column {self.column}" if self.column else self.file
        answers = "; ".join(f"{self.option} {c.value}: {c.preview}" for c in self.choices)
        return f"{place}: {self.asks} Answer with {answers}"


class NeedsAnswer(KamError):
    """The files can be read in several ways; `questions` says which, and the options that decide it."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__("\n".join(str(q) for q in self.questions))
