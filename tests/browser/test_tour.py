"""Three people in three languages: what a newcomer sees and does on the page."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import WAIT, Stage


def typed(page: Page, text: str) -> None:
    """Writes and sends with Enter, once the page's script is there."""
    page.wait_for_selector("body[data-live=yes]")
    page.locator("#text").fill(text)
    page.locator("#text").press("Enter")


def step(page: Page, name: str) -> None:
    """Does a step of the tour."""
    page.locator(f'#tour form[action="/tour/{name}"] button').click()
    page.wait_for_selector(f'#tour li[data-key="{name}"] .done')


def test_the_tour_as_three_people_in_three_languages(stage: Stage) -> None:
    sam = stage.person("sam", "sales")
    step(sam, "classify")
    expect(sam.locator("#log .message").last).to_contain_text("ACME (001001)")
    expect(sam.locator("#log .message").last).to_contain_text("Only visible to you")
    step(sam, "why")
    expect(sam.locator("#log .message").last.locator("table")).to_contain_text("€1,795,560")
    step(sam, "plan")
    expect(sam.locator("#log .message").last).to_contain_text("Plan for ACME")

    lin = stage.person("lin", "dm")
    assert lin.locator("html").get_attribute("lang") == "zh-Hans-CN"
    step(lin, "ask")
    expect(lin.locator("#thread-log .message").last).to_contain_text("Hengyu Chemical")
    expect(lin.locator("#thread-log .message").last).to_contain_text("逾期账款")

    step(sam, "digest")
    expect(sam).to_have_url(f"{stage.address}/w/maria/leads")
    expect(sam.locator("dialog")).to_contain_text("Key accounts this week")
    expect(sam.locator("dialog button.primary")).to_have_text("Subscribe")

    nia = stage.person("nia", "dm")
    assert nia.locator("html").get_attribute("lang") == "zh-Hant-TW"
    step(nia, "learn")
    expect(nia.locator("#log .message").last).to_contain_text("第 1 題")
    nia.locator("#log .message").last.locator("button", has_text="A").first.click()
    expect(nia.locator("#log .message").last).to_contain_text("第 2 題")


def test_a_command_is_answered_within_a_second(stage: Stage) -> None:
    sam = stage.person("sam", "general")
    typed(sam, "/kam classify ACME")
    sam.wait_for_selector("#log .message .header")
    began = time.monotonic()
    typed(sam, "/kam why Corvus")
    sam.wait_for_selector("#log table")
    assert time.monotonic() - began < 1.0


def test_a_form_is_filled_in_checked_and_saved(stage: Stage) -> None:
    sam = stage.person("sam", "sales")
    typed(sam, "/kam concession ACME")
    form = sam.locator("dialog")
    expect(form.locator("h2")).to_be_focused()
    form.get_by_role("button", name="Check first").click()
    assert sam.evaluate("document.activeElement.validationMessage") == "Please fill in this field."
    form.locator("select").first.select_option(index=1)
    form.get_by_label("Its value").fill("much")
    form.get_by_role("button", name="Check first").click()
    expect(form.locator(".error").first).to_be_visible()
    expect(form.get_by_label("Its value")).to_be_focused()
    assert form.get_by_label("Its value").get_attribute("aria-invalid") == "true"
    form.get_by_label("Its value").fill("5000")
    form.locator("input[type=checkbox]").first.check()
    form.get_by_role("button", name="Check first").click()
    expect(form.locator(".error")).to_have_count(0)
    expect(form).to_contain_text("P5")
    sam.keyboard.press("Escape")
    expect(sam.locator("dialog")).to_have_count(0)


def test_a_file_is_dropped_and_imported(stage: Stage, tmp_path: Path) -> None:
    ada = stage.person("ada", "dm")
    file = tmp_path / "signals.csv"
    file.write_text("account_id,key,value,observed_on,source\n001001,satisfaction,8,2025-12-30,rep\n", encoding="utf-8")
    content = file.read_text(encoding="utf-8")
    data = ada.evaluate_handle(
        "text => { const d = new DataTransfer(); d.items.add(new File([text], 'signals.csv', {type: 'text/csv'})); return d; }",
        content,
    )
    ada.dispatch_event("#main", "dragover", {"dataTransfer": data})
    assert "dropping" in (ada.locator("body").get_attribute("class") or "")
    ada.dispatch_event("#main", "drop", {"dataTransfer": data})
    ada.wait_for_url("**thread=*")
    thread = ada.locator("#thread-log")
    thread.get_by_role("button", name="Import", exact=True).click()
    undo = thread.get_by_role("button", name="Undo")
    undo.click()
    asked = ada.locator("dialog.asks")
    asked.get_by_role("button").last.click()
    expect(undo).to_have_count(0)


def test_a_share_is_refused_in_the_shared_channel(stage: Stage) -> None:
    sam, olaf = stage.person("sam", "partners"), stage.person("olaf", "partners")
    typed(sam, "/kam classify ACME")
    sam.get_by_role("button", name="Share here").click()
    expect(sam.locator("#log .message").last).to_contain_text("shared with another company")
    typed(sam, "Hello Olaf")
    expect(olaf.locator("#log .message")).to_have_count(1)
    expect(olaf.locator("#log")).not_to_contain_text("ACME")


def test_what_is_shared_appears_at_once_for_the_others(stage: Stage) -> None:
    sam, maria = stage.person("sam", "deals"), stage.person("maria", "sales")
    typed(sam, "/kam classify ACME")
    sam.get_by_role("button", name="Share here").click()
    expect(maria.locator("#side .new")).to_have_text("1")
    maria.get_by_role("link", name="#deals").click()
    expect(maria.locator("#log .message").last).to_contain_text("Shared by @sam")


def test_a_week_passes_and_the_digest_arrives(stage: Stage) -> None:
    maria, ada = stage.person("maria", "leads"), stage.person("ada", "leads")
    step(maria, "digest")
    maria.locator("dialog button.primary", has_text="Subscribe").click()
    expect(maria.locator("dialog button.primary", has_text="Subscribe")).to_have_count(0)
    maria.keyboard.press("Escape")
    maria.get_by_role("button", name="One week on").click()
    expect(ada.locator("#log .message").first).to_contain_text("Key accounts this week", timeout=3 * WAIT)
    expect(ada.locator("#log .replies").first).to_contain_text("replies")
    ada.locator("#log .replies").first.click()
    expect(ada.locator("#thread-log img").first).to_be_visible()
    assert ada.locator("#thread-log img").first.get_attribute("alt")


def test_starting_again_throws_everything_away(stage: Stage) -> None:
    sam = stage.person("sam", "sales")
    typed(sam, "Remember this")
    sam.wait_for_selector("#log .message")
    sam.locator(".reset button").click()
    with sam.expect_navigation():
        sam.locator("dialog.asks button.primary").click()
    expect(sam.locator("#log")).to_contain_text("Nothing has been written here yet.")
    expect(sam.locator("#banner")).to_be_empty()
    typed(sam, "/kam classify ACME")
    expect(sam.locator("#log .message").last).to_contain_text("ACME (001001)")
    expect(sam.locator("#log")).to_contain_text("December 31, 2025")


@pytest.mark.parametrize("name", ["<b>bold</b>", "&lt;i&gt;", '"><img src=x onerror=alert(1)>'])
def test_what_one_writes_is_shown_as_it_is(stage: Stage, name: str) -> None:
    sam = stage.person("sam", "general")
    typed(sam, name)
    expect(sam.locator("#log .message").last).to_contain_text(name)


def test_all_files_that_are_dropped_are_sent_the_empty_one_too(stage: Stage) -> None:
    ada = stage.person("ada", "dm")
    data = ada.evaluate_handle(
        "names => { const d = new DataTransfer(); names.forEach((n) => d.items.add(new File([n[0] === 'e' ? '' : 'x'], n)));"
        " return d; }",
        ["one.csv", "empty.csv"],
    )
    ada.dispatch_event("#main", "drop", {"dataTransfer": data})
    ada.wait_for_url("**thread=*")
    expect(ada.locator("#thread-log .message").first).to_contain_text("one.csv")
    expect(ada.locator("#thread-log .message").first).to_contain_text("empty.csv")
    data = ada.evaluate_handle(
        "() => { const d = new DataTransfer(); d.items.add(new File([], 'none.csv')); return d; }"
    )
    ada.dispatch_event("#main", "drop", {"dataTransfer": data})
    expect(ada.locator("#thread-log")).to_contain_text("none.csv")
