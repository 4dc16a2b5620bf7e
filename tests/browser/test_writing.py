"""What one writes: where Enter sends it, where its answer is looked for, and that nothing of it is lost on the way."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Stage
from tests.browser.test_tour import typed


def test_enter_in_a_field_sends_the_form_off(stage: Stage) -> None:
    sam = stage.person("sam", "sales")
    typed(sam, "/kam concession ACME")
    form = sam.locator("dialog")
    form.locator("select").first.select_option(index=1)
    form.get_by_label("Its value").fill("much")
    form.get_by_label("Its value").press("Enter")
    expect(form.locator(".error").first).to_be_visible()
    expect(form.get_by_label("Its value")).to_have_value("much")
    form.locator("input[type=checkbox]").first.check()
    form.get_by_label("Its value").fill("5000")
    form.get_by_label("Its value").press("Enter")
    expect(form).to_contain_text("P5")


def test_enter_at_the_tours_date_goes_to_that_day(stage: Stage) -> None:
    sam = stage.person("sam", "sales")
    sam.locator(".clock input[type=date]").fill("2026-01-09")
    sam.locator(".clock input[type=date]").press("Enter")
    expect(sam.locator(".clock time")).to_have_attribute("datetime", "2026-01-09")


def test_a_question_in_a_channel_is_answered_there(stage: Stage) -> None:
    sam = stage.person("sam", "sales")
    typed(sam, "@kam how is ACME?")
    expect(sam.locator("#log .message.alone").last).to_contain_text("ACME")
    expect(sam).to_have_url(f"{stage.address}/w/sam/sales")


def test_what_is_written_while_the_page_moves_to_the_thread_stays_where_it_was(stage: Stage) -> None:
    maria = stage.person("maria", "dm")
    held: list[Any] = []
    maria.route("**/act/say", lambda route: held.append(route))  # noqa: PLW0108 - it takes no built-in
    typed(maria, "How is ACME?")
    expect(maria.locator("#text")).to_have_value("")
    maria.keyboard.type("And Glo")
    held[0].continue_()
    maria.wait_for_url("**thread=*")
    expect(maria.locator("#text")).to_be_focused()
    maria.keyboard.type("bex?")
    expect(maria.locator("#text")).to_have_value("And Globex?")
    expect(maria.locator("#thread-text")).to_have_value("")


def test_what_is_not_sent_yet_is_there_when_one_comes_back(stage: Stage) -> None:
    sam = stage.person("sam", "sales")
    typed(sam, "A message")
    sam.locator("#log .message", has_text="A message").wait_for()
    sam.locator("#text").fill("begun")
    sam.locator("#side [data-key=general] a").click()
    sam.wait_for_url("**/general")
    expect(sam.locator("#text")).to_have_value("")
    sam.locator("#side [data-key=sales] a").click()
    expect(sam.locator("#text")).to_have_value("begun")
    typed(sam, "begun and sent")
    expect(sam.locator("#log .message").last).to_contain_text("begun and sent")
    sam.reload()
    sam.wait_for_selector("body[data-live=yes]")
    expect(sam.locator("#text")).to_have_value("")


def test_what_a_button_of_the_home_tab_leads_to_is_counted(stage: Stage) -> None:
    sam = stage.person("sam", "home")
    expect(sam.locator("#side .new")).to_have_count(0)
    sam.locator("#log").get_by_role("button", name="Learn").first.click()
    expect(sam.locator("#side [data-key=dm] .new")).to_have_text("1")
    sam.locator("#side [data-key=dm] a").click()
    expect(sam.locator("#side .new")).to_have_count(0)


def test_a_window_of_an_earlier_run_says_so_and_keeps_what_was_written(stage: Stage) -> None:
    sam = stage.person("sam", "sales")
    sam.evaluate("document.querySelectorAll('[name=seal]').forEach((one) => { one.value = 'old'; })")
    typed(sam, "written before")
    expect(sam.get_by_role("alert")).to_contain_text("started anew")
    expect(sam.locator("#text")).to_have_value("written before")
    sam.wait_for_selector("body[data-live=yes]")
    sam.context.clear_cookies()
    typed(sam, "written since")
    expect(sam.get_by_role("alert")).to_contain_text("a demo that has ended")
    expect(sam.locator("#text")).to_have_value("written since")


def test_a_thread_that_was_thrown_away_takes_nothing_more(stage: Stage) -> None:
    sam = stage.person("sam", "dm")
    typed(sam, "How is ACME?")
    sam.wait_for_url("**thread=*")
    other = stage.person("maria", "sales")
    other.locator(".reset button").click()
    with other.expect_navigation():
        other.locator("dialog.asks button.primary").click()
    expect(sam.locator("#thread-log")).to_contain_text("no longer there")
    sam.locator("#thread-text").fill("And its plan?")
    sam.locator("#thread-text").press("Enter")
    expect(sam.get_by_role("alert")).to_contain_text("no longer there")
    expect(sam.locator("#thread-text")).to_have_value("And its plan?")


def test_what_was_refused_is_told_until_something_goes_right(stage: Stage) -> None:
    maria = stage.person("maria", "dm")
    typed(maria, "How is ACME?")
    maria.wait_for_url("**thread=*")
    maria.wait_for_selector("body[data-live=yes]")
    maria.locator("#thread-text").fill("/kam plan ACME")
    maria.locator("#thread-text").press("Enter")
    expect(maria.get_by_role("alert")).to_contain_text("do not work in threads")
    maria.locator("#thread-text").fill("And its plan?")
    maria.locator("#thread-text").press("Enter")
    expect(maria.get_by_role("alert")).to_have_count(0, timeout=3_000)  # long before it goes by itself


def test_escape_twice_closes_a_form_once_and_is_no_mistake(stage: Stage) -> None:
    sam = stage.person("sam", "sales")
    typed(sam, "/kam profile ACME")
    sam.wait_for_selector("dialog h2")
    answers: list[int] = []
    sam.on("response", lambda one: answers.append(one.status) if one.url.endswith("act/close") else None)
    close = """() => { const form = document.querySelector("dialog");
      form.dispatchEvent(new Event("cancel")); form.dispatchEvent(new Event("cancel")); }"""
    sam.evaluate(close)
    expect(sam.locator("dialog")).to_have_count(0)
    sam.wait_for_timeout(300)
    assert answers == [200, 200]
    expect(sam.get_by_role("alert")).to_have_count(0)


def test_a_button_takes_no_second_click_before_it_was_answered(stage: Stage) -> None:
    sam = stage.person("sam", "deals")
    typed(sam, "/kam classify ACME")
    share = sam.get_by_role("button", name="Share here")
    asked: list[str] = []
    sam.on("request", lambda one: asked.append(one.url) if one.url.endswith("act/press") else None)
    with sam.expect_response("**/act/press"):
        share.click()
    share.dispatch_event("click")  # a real click would wait for the button
    expect(sam.locator("#log")).to_contain_text("Shared by @sam")
    assert len(asked) == 1
