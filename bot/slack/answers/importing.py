"""Files that are dropped in the DM: read, tried, and taken into the book when the person says so; the last import taken back.

Between the dry run and the import nothing is kept but the ids of the files, in the buttons: the import fetches and reads anew.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from book.errors import BookBusy, ImportRefused, KamError
from book.importing.undo import NotTheLast
from book.visible import visible
from bot.slack.call import Call, NoRole
from bot.slack.effects import Effect, Message, Replace, Status, Tell
from bot.slack.routes import Routes
from bot.slack.views import importing as views
from bot.slack.web import DOWNLOAD, Refused, SlackError, TooLarge
from prompts.narrator.names import rubric_name

if TYPE_CHECKING:
    from book.book import Imported
    from book.importing.staged import Staged

ROLES = ("admin",)
"""A row says whose an account is, so whoever imports decides who sees what."""
SECONDS = 300
"""How long reading may take."""
NAME = 60
"""Characters of a file's name that are kept: few enough for any disk, in any script."""
MOST_IMPORTS = 2**31
GONE = ("file_not_found", "file_deleted", "not_found")
ANSWERS = ("encoding", "decimal", "date_order", "currency")


class NotFetched(KamError):
    """A file that Slack does not give; says why."""


def register(routes: Routes) -> None:
    """The buttons; files come to `received`."""
    routes.action("import_take", take)
    routes.action("import_cancel", cancel)
    routes.action("import_answer", answered)
    routes.action("import_undo", undo)


def received(call: Call) -> Iterator[Effect]:
    """Files in a message of the DM: how they are read and what they would change."""
    _begin(call)
    state = {"f": [str(one["id"]) for one in call.request.files]}
    yield Status(call.words("slack.imports.reading"), call.request.channel, call.request.thread or call.request.ts)
    yield Tell(_tried(call, state))


def answered(call: Call, _text: str) -> Iterator[Effect]:
    """An answer to what the files leave open: the dry run again, in the place of the question."""
    _begin(call)
    yield Replace(_tried(call, _state(call)), call.request.channel, call.request.ts)


def cancel(call: Call, _text: str) -> Iterator[Effect]:
    """Nothing is imported."""
    _begin(call)
    told = views.said(call.words("slack.imports.cancelled"), call.words)
    yield Replace(told, call.request.channel, call.request.ts)


def take(call: Call, _text: str) -> Iterator[Effect]:
    """Takes the files in, all or nothing. The same files again change nothing."""
    _begin(call)
    state, words = _state(call), call.words
    place = (call.request.channel, call.request.ts)
    yield Replace(views.said(words("slack.imports.working"), words), *place)
    try:
        done = call.book.take(_staged(call, state), _terms(call, state))
    except ImportRefused as refused:
        report = refused.report
        told = views.tried_view(report, None, state, words) if report else views.said(str(refused), words)
    except KamError as error:
        why = words("slack.busy") if isinstance(error, BookBusy) else str(error)
        told = views.said(why, words, views.take_buttons(state, words))
    else:
        told = _taken(call, done)
    yield Replace(told, *place)


def undo(call: Call, _text: str) -> Iterator[Effect]:
    """Takes an import back, where it is still the last one."""
    _begin(call, "import undone")
    number = call.value().get("i")
    try:
        undone = call.book.undo(call.now, only=number if isinstance(number, int) and number < MOST_IMPORTS else 0)
    except NotTheLast:
        raise KamError(call.words("slack.imports.not_last")) from None
    files = call.words.join([visible(one) for one in undone.files])
    day = call.figures.day(date.fromisoformat(undone.imported_at[:10]))
    told = views.said(call.words("imports.undone", at=day, files=files or call.words("none")), call.words)
    yield Replace(told, call.request.channel, call.request.ts)


def _begin(call: Call, what: str = "import") -> None:
    """Checks the role, on the message and on every click."""
    call.shown.what = what
    if call.person is None or call.person.role not in ROLES:
        raise NoRole(call.words("slack.imports.role"))


def _state(call: Call) -> dict[str, Any]:
    """The files and answers that a button holds; what is neither is left out, for anything may be sent."""
    held = call.value()
    files, options = held.get("f"), held.get("o")
    said = options.items() if isinstance(options, Mapping) else ()
    return {
        "f": [one for one in files if isinstance(one, str)] if isinstance(files, list) else [],
        "o": {name: value for name, value in said if isinstance(value, str)},
    }


def _tried(call: Call, state: Mapping[str, Any]) -> Message:
    """The dry run as a message, or the question that has to be answered first."""
    from book.importing.prepare import bases
    from book.importing.questions import NeedsAnswer

    words = call.words
    try:
        staged = _staged(call, state)
    except NeedsAnswer as asked:
        return views.asked_view(asked.questions[0], state, words)
    found = bases(staged.tables)
    if call.book.base_currency is None and len(found) > 1 and "base" not in state.get("o", {}):
        return views.base_view(found, state, words)
    try:
        done = call.book.take(staged, _terms(call, state, dry_run=True))
    except ImportRefused as refused:
        return views.tried_view(refused.report or staged.report, None, state, words)
    return views.tried_view(done.outcome.report, done.outcome, state, words)


def _terms(call: Call, state: Mapping[str, Any], *, dry_run: bool = False) -> Any:
    from book.importing.apply import Terms

    answered = None if call.book.base_currency else state.get("o", {}).get("base")
    return Terms(call.now, answered, dry_run=dry_run)


def _staged(call: Call, state: Mapping[str, Any]) -> Staged:
    """The rows of the files, read in a process of its own. No file is left behind. Raises NotFetched, NeedsAnswer, KamError."""
    from book.importing.options import Limits, ReadOptions
    from book.importing.read import read

    said = {name: value for name, value in state.get("o", {}).items() if name in ANSWERS}
    options = ReadOptions(**said, limits=Limits(seconds=SECONDS, unpacked_bytes=4 * DOWNLOAD))
    with tempfile.TemporaryDirectory(prefix="kam-slack-") as folder:
        return read(_fetched(call, state.get("f", ()), Path(folder)), options)


def _fetched(call: Call, ids: Sequence[str], folder: Path) -> list[Path]:
    """The files on disk, each in a folder of its own under a name that can do no harm."""
    found = []
    for number, one in enumerate(ids):
        name, content = _content(call, one)
        path = folder / str(number) / name
        path.parent.mkdir()
        path.write_bytes(content)
        found.append(path)
    return found


def _content(call: Call, file: str) -> tuple[str, bytes]:
    words, name = call.words, file
    try:
        about = call.services.web.read("files.info", file=file).get("file") or {}
        name = safe_name(str(about.get("name") or ""))
        if not str(about.get("url_private_download") or about.get("url_private") or "").startswith("http"):
            raise Refused("file_not_found")  # a file that only stands elsewhere, or that was taken away
        return name, call.services.web.download(about)
    except TooLarge:
        why = words("slack.imports.too_large", file=name, n=DOWNLOAD // 2**20)
    except Refused as refused:
        known = "gone" if refused.code in GONE else "scope" if refused.code == "missing_scope" else "not_given"
        why = words(f"slack.imports.{known}", file=name)
    except SlackError:
        why = words("slack.imports.not_given", file=name)
    raise NotFetched(why)


def safe_name(name: str) -> str:
    """A file's name without folders and steering characters, its ending kept."""
    bare = re.sub(r"[\\/:*?\"<>|]", "_", visible(name)).strip(" .") or "file"
    stem, dot, ending = bare.rpartition(".")
    return f"{stem[:NAME]}.{ending[:10]}" if dot and stem else bare[:NAME]


def _taken(call: Call, done: Imported) -> Message:
    """What was changed; the import can be taken back, also after a click that found it done already."""
    outcome, last = done.outcome, call.book.last_import()
    files = tuple(one.file for one in outcome.report.files)
    undo = last.import_id if last and (outcome.import_id == last.import_id or last.files == files) else None
    return views.taken_view(outcome, _calibrated(call, done), undo, call.words)


def _calibrated(call: Call, done: Imported) -> list[str]:
    if done.calibration is None:
        return []
    words, found = call.words, done.calibration
    labels = [call.figures.label(one) for one in found.calibrated]
    told = [words("imports.calibrated", version=rubric_name(found.rubric.version, words), items=words.join(labels))]
    missing = [call.figures.label(one) for one in found.uncalibrated]
    return told + ([words("slack.imports.uncalibrated", items=words.join(missing))] if missing else [])
