"""A file that cannot be read at all."""

from __future__ import annotations

from book.errors import KamError


class FileRefusedError(KamError):
    """`reason` is one sentence about the file, `remedy` what to do; `key` and `detail` name the reason for other words."""

    def __init__(self, reason: str, remedy: str, key: str = "", detail: str = "") -> None:
        super().__init__(f"{reason}. {remedy}")
        self.reason, self.remedy, self.key, self.detail = reason, remedy, key, detail
