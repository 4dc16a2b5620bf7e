"""Without a mouse, with a screen reader, on a phone: everything can be reached, is named, and fits."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Stage, axe
from tests.browser.test_tour import typed

PLACES = [("sam", "sales"), ("sam", "home"), ("maria", "dm"), ("nia", "dm"), ("lin", "home"), ("olaf", "partners")]


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent || document.activeElement.id"))


def tab_to(page: Page, name: str) -> None:
    """Presses Tab until what is focused is called that."""
    for _ in range(90):
        page.keyboard.press("Tab")
        at = "document.activeElement === document.body ? '' : document.activeElement"
        if page.evaluate(f"({at}).ariaLabel || ({at}).textContent || ''") == name:
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


def test_from_the_first_key_to_a_filled_form(stage: Stage) -> None:
    page = stage.person("sam", "sales")
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the messages"
    page.keyboard.press("Enter")
    page.locator("#text").focus()
    page.keyboard.type("/kam pro")
    options = page.locator("#text-list [role=option]")
    expect(options.first).to_contain_text("/kam profile")
    assert page.locator("#text").get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("Tab")
    assert page.locator("#text").input_value() == "/kam profile "
    page.keyboard.type("ACME")
    page.keyboard.press("Enter")
    expect(page.locator("dialog h2")).to_be_focused()
    for _ in range(40):  # the focus stays in the form
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("#text")).to_be_focused()


def test_a_form_of_a_messages_menu_gives_the_focus_back_to_the_menu(stage: Stage) -> None:
    page = stage.person("sam", "sales")
    typed(page, "ACME wants more")
    menu = page.locator("#log .message", has_text="ACME wants more").locator(".menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog h2")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(menu.locator("summary")).to_be_focused()


def test_what_is_sent_before_the_commands_are_there_leaves_no_list_of_them(stage: Stage) -> None:
    page = stage.person("sam", "general")
    held: list[Any] = []
    page.route("**/commands", lambda route: held.append(route))  # noqa: PLW0108 - it takes no built-in
    page.locator("#text").fill("/kam help")
    page.locator("#text").press("Enter")
    page.wait_for_selector("#log .message")
    assert len(held) == 1
    held[0].continue_()
    page.wait_for_timeout(500)
    expect(page.locator("#text-list")).to_be_hidden()


def test_a_card_is_asked_for_and_questioned_by_keys_alone(stage: Stage) -> None:
    page = stage.person("sam", "general")
    page.keyboard.type("/kam classify ACME")
    page.keyboard.press("Enter")
    page.get_by_role("log").get_by_role("button", name="Why", exact=True).wait_for()
    page.get_by_role("log").focus()
    tab_to(page, "Why")
    page.keyboard.press("Enter")
    page.wait_for_selector("#log table")
    assert "Why" in focused(page), "the focus stays on the button"


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "refused"])
def test_what_is_written_while_a_message_is_on_its_way_stays(stage: Stage, sent: bool) -> None:
    page = stage.person("maria", "general")
    held: list[Any] = []
    page.route("**/act/say", lambda route: held.append(route))  # noqa: PLW0108 - it takes no built-in
    typed(page, "sent")
    expect(page.locator("#text")).to_have_value("")
    page.locator("#text").fill("written since")
    if sent:
        held[0].continue_()
        expect(page.locator("#log .message").last).to_contain_text("sent")
    else:
        held[0].fulfill(status=409, json={"error": "not now"})
        expect(page.get_by_role("alert")).to_contain_text("not now")
    page.wait_for_timeout(300)
    expect(page.locator("#text")).to_have_value("written since" if sent else "sent\nwritten since")


def test_chinese_is_composed_without_being_sent(stage: Stage) -> None:
    page = stage.person("nia", "dm")
    page.locator("#text").fill("什麼是")
    page.locator("#text").dispatch_event("keydown", {"key": "Enter", "isComposing": True, "keyCode": 229})
    assert page.locator("#text").input_value() == "什麼是"
    expect(page.locator("#log .message")).to_have_count(0)


def test_news_are_in_a_log_that_is_read_aloud(stage: Stage) -> None:
    page = stage.person("sam", "sales")
    log = page.get_by_role("log")
    assert log.get_attribute("aria-live") == "polite"
    page.evaluate("window.first = document.querySelector('#log li')")
    typed(page, "first")
    expect(page.locator("#log .message").last).to_contain_text("first")
    page.evaluate("window.kept = document.querySelector('#log .message:last-child')")
    typed(page, "second")
    expect(page.locator("#log .message").last).to_contain_text("second")
    assert page.evaluate("window.kept.isConnected"), "what stood there stays, so that only news are read"
    for landmark in ("navigation", "main", "complementary"):
        expect(page.get_by_role(landmark).first).to_be_visible()


@pytest.mark.parametrize(("who", "place"), PLACES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_serious(stage: Stage, who: str, place: str, dark: bool) -> None:
    script = axe()
    if script is None:
        pytest.skip("axe-core is not here: npm install axe-core in the folder that KAM_TESTS_AXE names")
    page = stage.person(who, place, dark=dark)
    if place not in ("home", "partners"):
        typed(page, "/kam help")
        page.wait_for_selector("#log .message .header")
    assert not serious(page, script.read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", ["concession ACME", "profile ACME", "whatif ACME"])
def test_axe_finds_nothing_serious_in_a_form(stage: Stage, command: str) -> None:
    script = axe()
    if script is None:
        pytest.skip("axe-core is not here: npm install axe-core in the folder that KAM_TESTS_AXE names")
    page = stage.person("sam", "sales")
    typed(page, f"/kam {command}")
    page.wait_for_selector("dialog h2")
    assert not serious(page, script.read_text(encoding="utf-8"))


def serious(page: Page, script: str) -> list[str]:
    """What axe finds that keeps somebody out."""
    page.evaluate(script)
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("who", "place"), PLACES)
def test_a_phone_needs_no_scrolling_sideways(stage: Stage, who: str, place: str) -> None:
    page = stage.person(who, place, width=390, height=844)
    if place not in ("home", "partners"):
        typed(page, "/kam help")
        page.wait_for_selector("#log .message .header")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    if place != "home":
        expect(page.locator("#text")).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 760])
def test_a_phone_is_filled_when_the_tour_is_folded_up(stage: Stage, width: int) -> None:
    page = stage.person("sam", "sales", width=width, height=844)
    page.get_by_role("button", name="Hide the tour").click()
    page.get_by_role("button", name="Guided tour").wait_for()
    places, writing = page.locator("#side").bounding_box(), page.locator("#text").bounding_box()
    page.get_by_role("button", name="Guided tour").click()
    page.get_by_role("button", name="Hide the tour").wait_for()
    assert places is not None
    assert writing is not None
    assert places["width"] == width
    assert writing["width"] > width / 2


def test_what_is_refused_in_a_thread_is_told_there(stage: Stage) -> None:
    page = stage.person("maria", "dm", width=390, height=844)
    typed(page, "How is ACME?")
    page.wait_for_url("**thread=*")
    page.wait_for_selector("body[data-live=yes]")
    page.locator("#thread-text").fill("/kam why ACME")
    page.locator("#thread-text").press("Enter")
    expect(page.locator(".thread").get_by_role("alert")).to_contain_text("do not work in threads")
    expect(page.locator("#thread-text")).to_have_value("/kam why ACME")


@pytest.mark.parametrize(("width", "place"), [(390, "partners"), (1280, "partners?thread=1.000001"), (320, "general")])
def test_no_word_at_the_top_is_broken(stage: Stage, width: int, place: str) -> None:
    page = stage.person("sam", place, width=width, height=844)
    lines = """one => { const all = document.createRange(); all.selectNodeContents(one); return all.getClientRects().length; }"""
    for one in page.locator("main > header h1, main > header h1 + span").all():
        assert one.evaluate(lines) == 1, one.inner_text()


def test_a_phone_shows_that_the_tour_goes_on_and_all_of_it_sideways(stage: Stage) -> None:
    page = stage.person("lin", "sales", width=390, height=844)
    tour = page.locator("#tour")
    assert tour.evaluate("one => one.offsetHeight") < 844 / 7
    assert tour.evaluate("one => one.scrollHeight <= one.clientHeight"), "nothing is cut off below"
    third = tour.locator("li").nth(2).bounding_box()
    assert third is not None
    assert third["x"] < 390 < third["x"] + third["width"]
    tour.evaluate("one => { one.scrollLeft = one.scrollWidth; }")
    expect(tour.locator(".reset button")).to_be_in_viewport(ratio=1)
    expect(tour.locator(".clock .to button")).to_be_in_viewport(ratio=1)
    expect(tour.locator("header button")).to_be_in_viewport(ratio=1)


def test_no_figure_is_parted_from_its_unit(stage: Stage) -> None:
    page = stage.person("lin", "sales", width=390, height=844)
    typed(page, "/kam portfolio")
    figures = page.locator("#log td.right", has_text="万")
    figures.first.wait_for()
    lines = "one => { const all = document.createRange(); all.selectNodeContents(one); return all.getClientRects().length; }"
    assert [one.evaluate(lines) for one in figures.all()] == [1] * figures.count()


@pytest.mark.parametrize("who", ["sam", "nia"])
def test_quotes_in_english_are_no_wider_than_letters(stage: Stage, who: str) -> None:
    page = stage.person(who, "general")
    typed(page, "“ quoted")
    said = page.locator("#log .message .body", has_text="quoted").last.locator("p")
    width = """one => { const text = document.createTreeWalker(one, NodeFilter.SHOW_TEXT).nextNode();
      const first = document.createRange();
      first.setStart(text, 0); first.setEnd(text, 1);
      return first.getBoundingClientRect().width / parseFloat(getComputedStyle(one).fontSize); }"""
    assert said.evaluate(width) < 0.7
