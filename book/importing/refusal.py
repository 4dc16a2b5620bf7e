"""A file that cannot be read at all."""

from __future__ import annotations

from book.errors import KamError


class FileRefusedError(KamError):
    """`reason` is one sentence about the file, `remedy` what to do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}. {remedy}")
        self.reason, self.remedy = reason, remedy
