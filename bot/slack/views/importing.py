"""What a person's files are, what taking them would change, what was changed: the messages of an import in the DM."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from book.importing.apply import Outcome
from book.importing.merge import Counts
from book.importing.questions import Choice, Question
from book.importing.staged import FileRead, Problem, Report
from book.visible import visible
from bot.remarks import columns, remark
from bot.slack.effects import Message
from bot.slack.kit import Block, actions, button, context, header, lines, paragraph, plain, span, table
from prompts.words import Words

FILES, COLUMNS, PROBLEMS, NOTES = 10, 20, 10, 8
"""What is shown at most of each."""
State = Mapping[str, Any]
"""What the buttons carry from the dry run to the import: file ids and answers, no content."""


def tried_view(found: Report, outcome: Outcome | None, state: State, words: Words) -> Message:
    """The dry run: how the files were read and what would change. `outcome` None: they cannot be taken as they are."""
    if outcome is None:
        n = found.refused_in_all
        told = words("slack.imports.refused", n=f"{n:,}") if n > 1 else words("slack.imports.refused_one")
    elif not outcome.changes:
        told = words("slack.imports.nothing_new")
    else:
        told = words("slack.imports.ready", **_sums(outcome.counts))
    blocks = [header(words("slack.imports.title")), paragraph(span(told, bold=True)), *_files(found, words)]
    blocks += [_counts(outcome.counts, words)] if outcome and outcome.counts else []
    blocks += [*_problems(found, words), *_notes(found, outcome, words)]
    if outcome and outcome.changes:
        blocks.append(take_buttons(state, words))
    return Message(
        words("sentence_gap").join([told, *(problem_text(_named(one, found), words) for one in _in_order(found)[:1])]),
        blocks,
    )


def take_buttons(state: State, words: Words) -> Block:
    """Import and Cancel."""
    return actions(
        button(words("slack.imports.take"), "import_take", state, style="primary"),
        button(words("slack.imports.cancel"), "import_cancel", state),
    )


def asked_view(question: Question, state: State, words: Words) -> Message:
    """What the files leave open, with a button for each answer."""
    option = question.option.removeprefix("--").replace("-", "_")
    place = words("colon").join(visible(one) for one in (question.file, question.column) if one)
    asks = words(f"slack.imports.asks.{option}{'_mixed' if question.mixed else ''}", place=place)
    shown = [_choice(one, words) for one in question.choices if one.read or option == "encoding"]
    buttons = [button(one.value, "import_answer", answered(state, option, one.value)) for one in question.choices[:20]]
    cancel = button(words("slack.imports.cancel"), "import_cancel", state)
    title, told = header(words("slack.imports.title")), [lines(shown)] if shown else []
    return Message(asks, [title, paragraph(asks), *told, actions(*buttons, cancel)])


def _choice(one: Choice, words: Words) -> tuple[Any, str]:
    """An answer, and what some of the column's texts would then mean."""
    read = [
        words("slack.imports.would_be" if meant else "slack.imports.would_be_refused", text=visible(text), value=meant)
        for text, meant in one.read
    ]
    return span(one.value, bold=True), f"{words('colon')}{words('list_separator').join(read) or visible(one.preview)}"


def base_view(currencies: Sequence[str], state: State, words: Words) -> Message:
    """In which currency a new book is to be kept."""
    asks = words("slack.imports.asks.base", items=words.join(currencies))
    buttons = [button(one, "import_answer", answered(state, "base", one)) for one in currencies[:20]]
    cancel = button(words("slack.imports.cancel"), "import_cancel", state)
    return Message(asks, [header(words("slack.imports.title")), paragraph(asks), actions(*buttons, cancel)])


def answered(state: State, option: str, value: str) -> State:
    """The state with one more answer."""
    return {**state, "o": {**state.get("o", {}), option: value}}


def taken_view(outcome: Outcome, calibrated: Sequence[str], undo: int | None, words: Words) -> Message:
    """What was changed. `calibrated`: sentences on the rubric. `undo`: the import that can be taken back."""
    told = (
        words("slack.imports.taken", **_sums(outcome.counts)) if outcome.changes else words("slack.imports.nothing_new")
    )
    files = [visible(one.file) for one in outcome.report.files][:FILES]
    blocks = [header(words("slack.imports.title")), paragraph(span(told, bold=True)), context(words.join(files))]
    blocks += [_counts(outcome.counts, words)] if outcome.counts else []
    blocks += [lines(calibrated)] if calibrated else []
    blocks += list(_notes(outcome.report, outcome, words))
    if undo is not None:
        blocks.append(actions(_undo(undo, words)))
    return Message(words("sentence_gap").join([told, *calibrated]), blocks)


def _undo(number: int, words: Words) -> Block:
    """The button that takes the import back, once more asked."""
    sure = {
        "title": plain(words("slack.imports.undo")),
        "text": plain(words("slack.imports.undo_sure")),
        "confirm": plain(words("slack.imports.undo_yes")),
        "deny": plain(words("slack.imports.undo_no")),
    }
    return {**button(words("slack.imports.undo"), "import_undo", {"i": number}, style="danger"), "confirm": sure}


def said(text: str, words: Words, *buttons: Block) -> Message:
    """A sentence in the place of the dry run."""
    return Message(text, [header(words("slack.imports.title")), paragraph(text), *buttons])


def _sums(counts: Mapping[str, Counts]) -> dict[str, str]:
    found = {
        "new": sum(one.inserted for one in counts.values()),
        "changed": sum(one.changed for one in counts.values()),
        "same": sum(one.unchanged for one in counts.values()),
    }
    return {name: f"{n:,}" for name, n in found.items()}


def _files(found: Report, words: Words) -> Iterator[Block]:
    """Each file with what it is taken for, and which column is which."""
    told = [_file(one, words) for one in found.files[:FILES]]
    if told:
        yield lines(told)
    for name, sources in found.mapping.sources.items():
        for source in sources[:FILES]:
            place = visible(" ".join(part for part in (source.file, source.sheet) if part))
            pairs = [(visible(text), column) for column, text in source.columns.items() if text]
            title = words("slack.imports.columns_of", table=table_name(name, words), file=place)
            yield paragraph(span(title, bold=True))
            yield lines([f"{text} → {column_name(column, words)}" for text, column in pairs[:COLUMNS]])


def _file(one: FileRead, words: Words) -> str:
    name = visible(one.file)
    if one.table is None:
        return words("slack.imports.not_read", file=name)
    form = "read_one" if one.rows == 1 else "read"
    return words(f"slack.imports.{form}", file=name, table=table_name(one.table, words), n=f"{one.rows:,}")


def table_name(name: str, words: Words) -> str:
    """What a table of the book holds."""
    return words.get(f"slack.imports.tables.{name}", name)


def column_name(name: str, words: Words) -> str:
    """What a column of the book means."""
    return words.get(f"slack.imports.columns.{name}", name)


def _counts(counts: Mapping[str, Counts], words: Words) -> Block:
    heads = [words(f"tables.{one}") for one in ("table", "inserted", "changed", "unchanged")]
    rows = [
        [table_name(name, words), f"{one.inserted:,}", f"{one.changed:,}", f"{one.unchanged:,}"]
        for name, one in counts.items()
    ]
    return table(heads, rows, right=range(1, len(heads)))


def _problems(found: Report, words: Words) -> Iterator[Block]:
    if not found.problems:
        return
    yield paragraph(span(words("slack.imports.problems"), bold=True))
    yield lines([problem_text(_named(one, found), words) for one in _in_order(found)[:PROBLEMS]])
    if len(found.problems) > PROBLEMS:
        yield context(words("imports.more_problems", n=len(found.problems) - PROBLEMS))


def _in_order(found: Report) -> list[Problem]:
    """Whole files first, then by file and row, as somebody goes through them."""
    return sorted(found.problems, key=lambda one: (one.row is not None, one.file, one.row or 0))


def _named(one: Problem, found: Report) -> Problem:
    """The problem with the column as the file calls it."""
    sources = [source for of_table in found.mapping.sources.values() for source in of_table]
    headers = (
        source.columns.get(one.column or "") for source in sources if source.file and one.file.startswith(source.file)
    )
    return replace(one, column=next((header for header in headers if header), one.column))


def problem_text(one: Problem, words: Words) -> str:
    """Where a problem is, the value as written, what is wrong with it and what to do."""
    places = [visible(one.file)]
    places += [words("slack.imports.row", n=f"{one.row:,}")] if one.row else []
    places += [words("slack.imports.column", name=visible(one.column))] if one.column else []
    value = f"“{visible(one.value)}” " if one.value is not None else ""
    more = f" ({words('slack.imports.rows', n=f'{one.count:,}')})" if one.count > 1 else ""
    return f"{words('list_separator').join(places)}{words('colon')}{value}{_why(one, more, words)}"


def _why(one: Problem, more: str, words: Words) -> str:
    """The reason and the remedy, in the reader's language and for somebody in Slack."""
    key = one.key if f"slack.imports.why.{one.key}.reason" in words.table else "file_other"
    detail = columns(one.detail, words) if key.startswith("columns_") else visible(one.detail)
    reason = words(f"slack.imports.why.{key}.reason", detail=detail)
    remedy = words(f"slack.imports.why.{key}.remedy", detail=detail)
    return f"{reason}{more}{words('sentence_stop')}{words('sentence_gap')}{remedy}"


def _notes(found: Report, outcome: Outcome | None, words: Words) -> Iterator[Block]:
    """What was done on the way, in small print."""
    files = [one for one in found.files if one.table]
    told = [f"{visible(one.file)}{words('colon')}{remark(note, words, 'slack')}" for one in files for note in one.notes]
    told += [remark(one, words, "slack") for one in (*found.warnings, *(outcome.notes if outcome else ()))]
    if told:
        yield context(*told[:NOTES])
