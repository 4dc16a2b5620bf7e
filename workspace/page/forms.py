"""What a form sent: its fields, several of a name, and its files."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

LARGEST = 64 * 2**20


class TooLarge(Exception):
    """More was sent than this page takes."""


@dataclass
class Sent:
    """Fields in order, and files: name and content of each."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[tuple[str, bytes]] = field(default_factory=list)

    def get(self, name: str, otherwise: str = "") -> str:
        """The last value of a field; `otherwise` where there is none of that name."""
        return next((value for known, value in reversed(self.fields) if known == name), otherwise)

    def all(self, name: str) -> list[str]:
        """Every value of a field."""
        return [value for known, value in self.fields if known == name]


async def sent(request: Request) -> Sent:
    """Reads a form. Raises `TooLarge`."""
    body, size = bytearray(), 0
    async for piece in request.stream():
        size += len(piece)
        if size <= LARGEST:
            body += piece
    if size > LARGEST:  # said only now: who is still sending does not hear it
        raise TooLarge
    kind = request.headers.get("content-type", "")
    if kind.startswith("multipart/form-data"):
        return _parts(kind, bytes(body))
    return Sent(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def _parts(kind: str, body: bytes) -> Sent:
    made = Sent()
    head = b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n"
    for part in email.message_from_bytes(head + body, policy=email.policy.HTTP).walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        held = content if isinstance(content, bytes) else b""
        name = str(part.get_param("name", "", "content-disposition"))
        filename = part.get_filename()
        if filename is None:
            made.fields.append((name, held.decode("utf-8", "replace").replace("\r\n", "\n")))
        elif filename:
            made.files.append((filename, held))
    return made
