"""One bot for all tests of a module: each test asks about what it needs, and looks at what it was answered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.slack.running import WAIT, Running, running
from tests.bot.slack.sending import Weeks, weeks


@pytest.fixture(scope="module")
def bot(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A bot on a copy of the sample book, connected to a local Slack of its own."""
    book = Path(shutil.copy(imported, tmp_path_factory.mktemp("bot") / "kam.db"))
    with running(book) as made:
        yield made


@pytest.fixture(autouse=True)
def _at_rest(request: pytest.FixtureRequest) -> Iterator[None]:
    """Waits until a shared bot has answered everything: what a test did not wait for is not the next one's first answer."""
    yield
    if "bot" in request.fixturenames:
        running = request.getfixturevalue("bot")
        running.slack.until(lambda: running.bot.corridor.waiting()[0] == 0, WAIT)


@pytest.fixture
def made(imported: Path, tmp_path: Path) -> Iterator[Weeks]:
    """A bot of its own for a test of digests, which says when it is what o'clock."""
    with weeks(imported, tmp_path) as found:
        yield found
