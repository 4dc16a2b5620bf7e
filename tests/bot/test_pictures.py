"""Pictures: PNGs that depend on nothing but what is shown, with the same said in words."""

from __future__ import annotations

import struct
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from book.book import Book
from bot.pictures import fonts
from bot.pictures.canvas import Picture, shortened
from bot.pictures.contributions import contributions_picture
from bot.pictures.pyramid import pyramid_picture
from bot.pictures.whale import whale_picture
from prompts.figures import Figures
from prompts.words import LANGUAGES
from scoring.portfolio import whale_curve
from scoring.pyramid import Level, levels
from scoring.verdicts import Verdicts
from tests.command import done

DAY = date(2025, 12, 31)


@pytest.fixture(scope="module")
def verdicts(imported: Path) -> Verdicts:
    with Book(imported) as book:
        return book.verdicts(DAY)


@pytest.fixture(params=LANGUAGES)
def figures(request: pytest.FixtureRequest, verdicts: Verdicts) -> Figures:
    return Figures(request.param, "EUR", verdicts.rubric)


def size(picture: Picture) -> tuple[int, int]:
    assert picture.png.startswith(b"\x89PNG\r\n")
    return struct.unpack(">II", picture.png[16:24])  # type: ignore[return-value]


def account(verdicts: Verdicts, account_id: str) -> int:
    return list(verdicts.table.account_id).index(account_id)


def test_the_pyramid_says_its_figures(verdicts: Verdicts, figures: Figures) -> None:
    picture = pyramid_picture(levels(verdicts, verdicts.tier_codes), figures, title="x", note="y")
    assert size(picture) == (1200, 690)
    for figure in ("26.1%", "42.1%", "38.3%"):
        assert figure in picture.alt


def test_the_whale_curve_says_its_peak(verdicts: Verdicts, figures: Figures) -> None:
    picture = whale_picture(whale_curve(verdicts)[1].tolist(), figures, note="")
    assert size(picture)[0] == 1200
    peak = {"en": "€6,708,727", "zh-TW": "€670.9萬", "zh-CN": "€670.9万"}
    assert peak[figures.lang] in picture.alt


@pytest.mark.parametrize("account_id", ["001001", "001190", "001160", "001080"])
def test_bars_say_every_part_and_what_is_missing(verdicts: Verdicts, figures: Figures, account_id: str) -> None:
    verdict = verdicts.verdict(account(verdicts, account_id))
    picture = contributions_picture(verdict, figures)
    assert size(picture)[0] == 1200
    for criterion, part in verdict.contributions.items():
        assert f"{figures.label(criterion)} {figures.score(part)}" in picture.alt


def test_the_same_is_drawn_as_the_same_bytes(verdicts: Verdicts, figures: Figures) -> None:
    first, second = (contributions_picture(verdicts.verdict(3), figures) for _ in range(2))
    assert first == second
    assert b"Software" not in first.png


@pytest.mark.parametrize("running", [[], [5.0], [-5.0, -10.0], [1e9, 1e9 - 1, 0.0], [float(n) for n in range(10_000)]])
def test_curves_of_any_book_are_drawn(running: list[float], figures: Figures) -> None:
    assert size(whale_picture(running, figures, note=""))[0] == 1200


def test_an_empty_book_has_a_pyramid(figures: Figures) -> None:
    held = {name: Level(0, None, None, None) for name in ("A", "B", "C", "D", "not rated")}
    assert figures.words("unknown") in pyramid_picture(held, figures, title="x", note="").alt


def test_names_that_are_long_or_not_in_the_font_are_drawn(verdicts: Verdicts, figures: Figures) -> None:
    odd = replace(verdicts.verdict(0), name="株式会社 😀 \u0e01\u0e02 " + "很長的名字" * 30)
    assert size(contributions_picture(odd, figures))[0] == 1200
    assert fonts.drawable("😀台積電台积电 €") == "□台積電台积电 €"
    assert shortened("很長的名字", 6) == "很長…"
    assert shortened("short", 6) == "short"


def test_the_command_line_writes_them(book: Path, tmp_path: Path) -> None:
    for words in (("pyramid", "profit"), ("portfolio",), ("classify", "ACME")):
        out = done(*words, "--png", tmp_path / "it.png", "--lang", "zh-TW").out
        assert (tmp_path / "it.png").read_bytes().startswith(b"\x89PNG")
        assert "it.png" in out.replace("\n", "")
    assert book.exists()
