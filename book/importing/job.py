"""Reads files into Arrow files in a folder: what the child process does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa

from book.importing import sources
from book.importing.cells import Batch
from book.importing.convert import Converter, staged_schema
from book.importing.decide import Decisions, decide
from book.importing.delimited import RaggedError
from book.importing.findings import Findings
from book.importing.grid import Grid
from book.importing.mapping import Mapping, Source
from book.importing.opening import open_file
from book.importing.options import ReadOptions
from book.importing.questions import NeedsAnswer, Question
from book.importing.recognise import Plan, plans
from book.importing.refusal import FileRefusedError
from book.importing.remarks import Remark, why
from book.importing.sources import File
from book.importing.staged import FileRead, Report
from book.importing.survey import Survey
from book.importing.written import Part, report_of

Progress = Callable[[str, int, int | None], None]
KEEP = 256 * 2**20
"""Files up to this size are parsed once and kept; larger ones are parsed once to look and once to read."""


class Job:
    """One import's reading. `parts`: the Arrow files written, in order."""

    def __init__(self, options: ReadOptions, folder: Path, progress: Progress) -> None:
        self.options, self.folder, self.progress = options, folder, progress
        self.findings = Findings()
        self.parts: list[Part] = []
        self.files: list[FileRead] = []
        self.warnings: list[Remark] = []
        self.mapping: dict[str, list[Source]] = {}
        self.questions: list[Question] = []

    def run(self, paths: Sequence[Path]) -> Report:
        """Reads everything. Raises NeedsAnswer with all questions, MappingError, FormulaError."""
        found = sources.find(paths, self.options.limits)
        self.warnings += found.remarks
        for name, error in found.refused:
            self._refused(name, error)
        for file in found.files:
            self.progress(file.name, 0, None)
            try:
                self._file(file)
            except FileRefusedError as error:
                self._refused(file.name, error)
        if self.questions:
            raise NeedsAnswer(self.questions)
        return report_of(self.parts, self.files, self.findings, tuple(self.warnings), self._mapping())

    def _mapping(self) -> Mapping:
        return Mapping(sources={table: tuple(found) for table, found in self.mapping.items()})

    def _refused(self, name: str, error: FileRefusedError) -> None:
        self.findings.refuse(name, error.reason, error.remedy, error.key, error.detail)
        self._not_read(name, error)

    def _not_read(self, name: str, error: FileRefusedError) -> None:
        said = Remark("not_read", why(error.reason, error.key, error.detail))
        self.files.append(FileRead(name, None, 0, (said,)))

    def _file(self, file: File) -> None:
        scratch = self.folder / "scratch"
        scratch.mkdir(exist_ok=True)
        opened = open_file(file, self.options, scratch)
        self.warnings += opened.remarks
        if opened.question is not None:
            self.questions.append(opened.question)
        refused: list[tuple[Grid, FileRefusedError]] = []
        for grid in opened.grids:
            try:
                for plan in plans(grid.header, grid.file, grid.sheet, self.options.mapping):
                    self._table(grid, plan, file.size)
            except FileRefusedError as error:
                refused.append((grid, error))
        for grid, refusal in refused:
            self._passed_over(grid, refusal, alone=len(refused) == len(opened.grids))

    def _passed_over(self, grid: Grid, error: FileRefusedError, *, alone: bool) -> None:
        """A sheet that is no table of ours is only worth a remark where another sheet of its file is one."""
        if alone or grid.sheet is None:
            self._refused(grid.label, error)
            return
        about = {"file": grid.file, "sheet": grid.sheet, **why(error.reason, error.key, error.detail)}
        self.warnings.append(Remark("sheet_passed", about))
        self._not_read(grid.label, error)

    def _table(self, grid: Grid, plan: Plan, size: int) -> None:
        batches = _Passes(grid, plan, size)
        survey = _surveyed(plan, batches)
        decisions = decide(plan, survey, self.options, grid.label)
        self.questions += decisions.questions
        if self.questions:
            return
        notes = list(grid.notes)
        for name in decisions.left_out:
            notes.append(Remark("words_unknown", {"header": plan.written[name], "table": plan.table, "column": name}))
            plan = plan.without(name)
        converter = Converter(plan, decisions, self.findings, grid.label, self.options.limits)
        converter.merged, converter.uncached = grid.is_merged, grid.troubles.uncached
        self._write(grid, converter, batches)
        self._note(grid, plan, converter, decisions, notes)

    def _write(self, grid: Grid, converter: Converter, batches: _Passes) -> None:
        part = Part(f"{len(self.parts)}.arrow", converter.plan.table, grid.label, frozenset(converter.plan.columns))
        self.parts.append(part)
        done = 0
        with self._opened(part.name, part.table) as out, self._opened(part.left, part.table) as left:
            for batch in batches:
                rows, refused = converter.convert(batch)
                part.has_currency |= "currency" in rows.schema.names and rows.column("currency").null_count < len(rows)
                out.write_batch(rows)
                if len(refused):
                    left.write_batch(refused)
                done += len(batch)
                self.progress(grid.label, done, grid.estimate)
        part.taken, part.refused = converter.taken, converter.refused

    @contextmanager
    def _opened(self, name: str, table: str) -> Iterator[pa.RecordBatchWriter]:
        with pa.OSFile(str(self.folder / name), "wb") as sink, pa.ipc.new_file(sink, staged_schema(table)) as out:
            yield out

    def _note(self, grid: Grid, plan: Plan, converter: Converter, decisions: Decisions, notes: list[Remark]) -> None:
        if grid.troubles.overlong:
            self.findings.add(grid.label, None, "too_many_cells", grid.troubles.overlong, None)
            self.parts[-1].refused += len(grid.troubles.overlong)
        if converter.blank:
            notes.append(Remark("blank_rows", {"n": converter.blank}))
        if converter.totals:
            notes.append(Remark("total_rows", {"n": converter.totals}))
        self.files.append(FileRead(grid.label, plan.table, converter.taken, tuple(notes)))
        self.mapping.setdefault(plan.table, []).append(used(grid, plan, decisions))


class _Passes:
    """The rows of a grid, as often as needed; small files are kept."""

    def __init__(self, grid: Grid, plan: Plan, size: int) -> None:
        self.grid = grid
        self.columns = {*plan.headers, *grid.header[:1]}
        self.keep, self.kept = size <= KEEP, list[Batch]()

    def __iter__(self) -> Iterator[Batch]:
        if self.kept:
            yield from self.kept
            return
        kept = []
        for batch in self.grid.batches(self.columns):
            if self.keep:
                kept.append(batch)
            yield batch
        self.kept = kept


def _surveyed(plan: Plan, batches: _Passes) -> Survey:
    """Looks at the rows while the parser goes on; once more where that finds that they need another parser."""
    survey = Survey(plan)
    try:
        survey.look(batches)
    except RaggedError:
        survey = Survey(plan)
        survey.look(batches)
    return survey


def used(grid: Grid, plan: Plan, decisions: Decisions) -> Source:
    """What was read how, so that it reads the same again."""
    left_out = {column: None for column, text in plan.source.columns.items() if text is None}
    return Source.model_validate(
        {
            "file": grid.file,
            "sheet": grid.sheet,
            "header_row": grid.header_row if grid.header_row > 1 else None,
            "encoding": grid.settings.get("encoding"),
            "delimiter": grid.settings.get("delimiter"),
            "decimal": _one(decisions.decimal),
            "date_order": _one(decisions.order),
            "currency": decisions.currency,
            "columns": {**plan.written, **left_out},
        }
    )


def _one(by_header: dict[str, str]) -> str | dict[str, str] | None:
    """What all columns share, else what each has."""
    found = set(by_header.values())
    return None if not found else next(iter(found)) if len(found) == 1 else by_header
