"""The forms in which jobs and reports travel between the process that reads and the one that asked for it: JSON."""

from __future__ import annotations

from pydantic import TypeAdapter

from book.importing.options import ReadOptions
from book.importing.questions import Question
from book.importing.staged import Report
from book.importing.written import Part

OPTIONS = TypeAdapter(ReadOptions)
PARTS = TypeAdapter(list[Part])
QUESTIONS = TypeAdapter(tuple[Question, ...])
REPORT = TypeAdapter(Report)
