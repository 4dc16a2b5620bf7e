"""A channel that Slack limits: in a module of its own, for what waits for it is still waiting when the test is over."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.bot.slack.running import WAIT, running


def test_a_channel_that_slack_limits_holds_up_nobody_elsewhere(imported: Path, tmp_path: Path) -> None:
    """More mentions than there are workers wait for one channel; whoever types a command is answered meanwhile."""
    with running(Path(shutil.copy(imported, tmp_path / "kam.db"))) as bot:
        deals, maria = bot.slack.channel("deals"), bot.person("maria")
        bot.slack.faults.rate_limited("chat.postMessage", retry_after=20, times=100)
        for _ in range(bot.bot.settings.workers + 4):
            bot.slack.people.mention(deals, maria, "what is a pseudo key account?")
        bot.slack.until(lambda: any(call.method == "chat.postMessage" for call in bot.slack.calls[-60:]), WAIT)
        assert bot.run("help", "ada").text
        assert bot.seen("maria", "deals") == []
