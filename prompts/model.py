"""The language model, behind LangChain: the only module that knows it. Unset `KAM_MODEL` means no model.

A provider string of LangChain ("openai:...", "anthropic:...", "ollama:..."); an OpenAI-compatible server is reached through
`OPENAI_BASE_URL`. Importing LangChain takes a second, so it happens at the first question.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

T = TypeVar("T", bound=BaseModel)
GIVES_UP = 30.0
"""Seconds without a byte after which the provider's client ends a call that was left behind."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a call, as the provider counts them; 0 where it does not."""

    input: int = 0
    output: int = 0

    @property
    def total(self) -> int:
        """Both."""
        return self.input + self.output


class ModelFailed(Exception):
    """No usable answer: time is up, refused, not the schema, nothing, or the provider's own error. Never shown to people.

    `usage`: what the useless answer cost, where the provider counted it.
    """

    def __init__(self, message: str, usage: Usage | None = None) -> None:
        super().__init__(message)
        self.usage = usage or Usage()


class Model(Protocol):
    """What is asked of a model."""

    @property
    def name(self) -> str:
        """As answers name it."""

    def ask(self, system: str, user: str, schema: type[T], seconds: float) -> tuple[T, Usage]:
        """An answer of the schema within that time. Raises ModelFailed."""


class ChatModel:
    """A LangChain chat model with structured output."""

    def __init__(self, provider: str) -> None:
        self.name = provider
        self._chat: Any = None

    def ask(self, system: str, user: str, schema: type[T], seconds: float) -> tuple[T, Usage]:
        """As `Model.ask`."""
        return _read(within(seconds, lambda: self._call(system, user, schema, seconds)), schema)

    def _call(self, system: str, user: str, schema: type[BaseModel], seconds: float) -> Any:
        from langsmith import tracing_context

        # A schema as a document: as a class it would be sent as strict, which open maps and defaults are not.
        chat = self._model(seconds).with_structured_output(
            schema.model_json_schema(), method="json_schema", include_raw=True
        )
        with tracing_context(enabled=_traced()):
            return chat.invoke([("system", system), ("human", user)])["raw"]

    def _model(self, seconds: float) -> Any:
        """Made once; how long one answer may take is up to `ask`, not to the time of the first call."""
        if self._chat is None:
            from langchain.chat_models import init_chat_model

            timeout = max(seconds, GIVES_UP)
            self._chat = init_chat_model(self.name, temperature=0, timeout=timeout, max_retries=0, max_tokens=900)
        return self._chat


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """What a call to a provider gives. Raises ModelFailed, whatever went wrong.

    It runs in a thread of its own: a provider that never answers is left behind.
    """
    answered: queue.Queue[Any] = queue.Queue()

    def run() -> None:
        try:
            answered.put(call())
        except Exception as error:  # noqa: BLE001 - a provider may raise anything; it is said once, as ModelFailed
            answered.put(error)

    threading.Thread(target=run, daemon=True).start()
    try:
        found = answered.get(timeout=seconds)
    except queue.Empty:
        raise ModelFailed(f"no answer within {seconds:.1f} seconds") from None
    if isinstance(found, Exception):
        raise ModelFailed(f"{type(found).__name__}: {str(found)[:200]}", _cost(found)) from found
    return found


def embeddings(provider: str) -> Any:
    """LangChain's embedding model of a provider string. Raises what LangChain raises for one that it does not know."""
    from langchain.embeddings import init_embeddings

    return init_embeddings(provider)


def _read(raw: Any, schema: type[T]) -> tuple[T, Usage]:
    """The answer's own text, whole: LangChain's parsers complete JSON that breaks off."""
    counted = raw.usage_metadata or {}
    usage = Usage(int(counted.get("input_tokens", 0)), int(counted.get("output_tokens", 0)))
    if raw.additional_kwargs.get("refusal"):
        raise ModelFailed("refused", usage)
    try:
        return schema.model_validate_json(str(raw.text)), usage
    except ValidationError:
        raise ModelFailed("the answer does not fit the schema", usage) from None


def _cost(error: Exception) -> Usage:
    """What an answer cost that was cut off at `max_tokens`: OpenAI's client raises, with the answer on the error."""
    counted = getattr(getattr(error, "completion", None), "usage", None)
    return Usage(int(getattr(counted, "prompt_tokens", 0)), int(getattr(counted, "completion_tokens", 0)))


def _traced() -> bool:
    """Whether somebody turned tracing on, by that one name; the older names of the switch do nothing here."""
    return os.environ.get("LANGSMITH_TRACING", "").strip().lower() == "true"


def configured() -> Model | None:
    """The model of `KAM_MODEL`; None where there is none."""
    provider = os.environ.get("KAM_MODEL", "").strip()
    return ChatModel(provider) if provider else None


class Word(BaseModel):
    """The least that a model can answer."""

    word: str


def reach(model: Model, seconds: float = 8.0) -> None:
    """Asks a model for one word. Raises ModelFailed, saying why, where nothing comes."""
    model.ask("Answer with a JSON document.", 'Say the word "ready".', Word, seconds)
