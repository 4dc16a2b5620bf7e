"""Files dropped in the DM: tried, taken when the person says so, taken back; whatever a file holds, the end is a sentence."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from book.importing.refusal import FileRefusedError
from book.importing.staged import Problem
from bot.slack.answers.importing import safe_name
from bot.slack.views.importing import problem_text
from prompts.words import words
from tests.bot.slack.blocks import snapshot, valid
from tests.bot.slack.running import WAIT, Running, words_in
from workspace.things import Message

ACCOUNTS = (
    "account_id,name,owner,team\n009001,Nova Foods,Anna Keller,Process\n009002,新星食品,Bo Lind,Process\n".encode()
)
LINES = b"order_id,account_id,order_date,net_amount\n"
WRONG = LINES + b"1,001001,2025-13-01,100\n2,999999,2025-11-01,abc\n"
AMBIGUOUS = LINES + b'A1,001001,2025-04-03,"1,234"\nA2,001001,2025-06-05,"2,345"\n'


def drop(bot: Running, content: bytes, name: str = "accounts.csv", who: str = "ada") -> Message:
    """Drops a file in the DM and gives the answer."""
    place, before = bot.place("dm", who), len(bot.seen(who, "dm"))
    bot.slack.people.drop(place, bot.person(who), name, content)
    bot.slack.until(lambda: len(bot.seen(who, "dm")) > before, WAIT)
    return bot.seen(who, "dm")[-1]


def click(bot: Running, message: Message, action: str, who: str = "ada", value: str | None = None) -> Message:
    """Clicks, and waits until something else stands in the message."""
    before = message.text
    bot.click(message, action, who, value)
    working = ("Importing…",)
    bot.slack.until(lambda: message.text != before and message.text not in working, WAIT)
    return message


def known(bot: Running) -> set[str]:
    with bot.opened() as book:
        return {one.account_id for one in book.accounts.all()}


def imports(bot: Running) -> int:
    """How many imports stand."""
    with bot.opened() as book:
        return int(book.store.fetch("SELECT count(*) FROM imports WHERE undone_at IS NULL").column(0)[0].as_py())


def taken_back(bot: Running) -> None:
    """As it was before: the sample alone."""
    with bot.opened() as book:
        while imports(bot) > 1:
            book.undo(bot.bot.services.now())


def excel(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def bomb() -> bytes:
    """A small file that would unpack to a hundred times its size and more."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("xl/workbook.xml", b"0" * (120 * 2**20))
    return kept.getvalue()


def test_a_dry_run_shows_the_mapping_and_counts_and_writes_nothing(bot: Running) -> None:
    tried = drop(bot, ACCOUNTS)
    shown = words_in(tried)
    assert "Ready to import, in rows: 2 new, 0 changed, 0 the same as in the book. Nothing is written yet." in shown
    assert "account_id → account id" in shown
    assert "owner → owner" in shown
    assert "009001" not in known(bot)
    valid(tried)
    snapshot("import_tried", "en", tried)


def test_import_then_undo_leaves_the_book_as_it_was(bot: Running) -> None:
    message = click(bot, drop(bot, ACCOUNTS), "import_take")
    assert message.text.startswith("Imported, in rows: 2 new")
    assert {"009001", "009002"} <= known(bot)
    snapshot("import_taken", "en", message)
    button = next(one for block in message.blocks if block["type"] == "actions" for one in block["elements"])
    assert button["confirm"]["deny"]["text"] == "Keep it"
    undone = click(bot, message, "import_undo")
    assert undone.text.startswith("Taken back: the import of ")
    assert not {"009001", "009002"} & known(bot)


def test_the_same_files_twice_are_imported_once(bot: Running) -> None:
    first, second = drop(bot, ACCOUNTS), drop(bot, ACCOUNTS)
    before = imports(bot)
    click(bot, first, "import_take")
    assert (
        click(bot, second, "import_take").text
        == "Everything in these files is in the book already; nothing was changed."
    )
    assert imports(bot) == before + 1
    assert "nothing was changed" in drop(bot, ACCOUNTS).text
    taken_back(bot)


def test_an_import_that_is_not_the_last_any_more_is_not_taken_back(bot: Running) -> None:
    first = click(bot, drop(bot, ACCOUNTS), "import_take")
    click(bot, drop(bot, ACCOUNTS.replace(b"Nova", b"Nova and")), "import_take")
    before = len(bot.seen("ada", "dm"))
    bot.click(first, "import_undo", "ada")
    bot.slack.until(lambda: len(bot.seen("ada", "dm")) > before, WAIT)
    assert "no longer the last import" in bot.seen("ada", "dm")[-1].text
    assert "009001" in known(bot)
    taken_back(bot)


def test_problems_are_told_by_row_with_a_remedy_and_cannot_be_imported(bot: Running) -> None:
    refused = drop(bot, WRONG, "orders.csv")
    shown = words_in(refused)
    assert "orders.csv, row 2, column order_date: “2025-13-01” is not a date. Write it as 2005-02-03" in shown
    assert "all or nothing" in shown
    assert "import_take" not in str(refused.blocks)


def test_what_a_file_leaves_open_is_asked(bot: Running) -> None:
    asked = drop(bot, AMBIGUOUS, "orders.csv")
    assert "which mark stands before the decimals?" in asked.text
    shown = words_in(click(bot, asked, "import_answer#2"))
    assert "Ready to import, in rows: 2 new" in shown
    click(bot, asked, "import_take")
    with bot.opened() as book:
        found = book.store.fetch("SELECT net_base FROM order_lines WHERE order_id = 'A1'").column(0).to_pylist()
    assert found == [123]
    taken_back(bot)


def test_cancel_imports_nothing(bot: Running) -> None:
    assert click(bot, drop(bot, ACCOUNTS), "import_cancel").text == "Cancelled. Nothing was imported."
    assert "009001" not in known(bot)


def test_excel_in_chinese_is_read_and_answered_in_chinese(bot: Running) -> None:
    bot.run("language zh-TW", "ada")
    tried = drop(bot, excel(("客戶編號", "客戶名稱", "負責人"), ("009003", "和風餐飲", "林佳蓉")), "客戶.xlsx")
    shown, refused = words_in(tried), words_in(drop(bot, WRONG, "orders.csv"))
    bot.run("language slack", "ada")
    assert "“abc” 不是這一欄寫法的數字。請在檔案中更正。" in refused
    assert "可以匯入：新增 1 列" in shown
    assert "客戶編號 → 客戶編號" in shown
    snapshot("import_tried", "zh-TW", tried)


@pytest.mark.parametrize("who", ["sam", "nia", "maria"])
def test_only_admins_import_for_a_row_says_whose_an_account_is(bot: Running, who: str) -> None:
    answer = drop(bot, ACCOUNTS, who=who)
    assert answer.text.startswith(("Only admins can import", "只有管理員可以匯入"))


def test_a_role_that_was_taken_away_no_longer_imports(bot: Running) -> None:
    from book.access import Person, set_person
    from tests.bot.slack.running import NOW, roles

    message = drop(bot, ACCOUNTS)
    with bot.opened() as book:
        set_person(book.ledger, Person(bot.person("ada").id, "owner", "Nobody"), at=NOW, by="test")
    before = len(bot.seen("ada", "dm"))
    bot.click(message, "import_take", "ada")
    bot.slack.until(lambda: len(bot.seen("ada", "dm")) > before, WAIT)
    with bot.opened() as book:
        roles(book, bot.slack)
    assert bot.seen("ada", "dm")[-1].text.startswith("Only admins can import")
    assert "009001" not in known(bot)


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("empty.csv", lambda: b""),
    "a PDF that says it is a table": ("orders.csv", lambda: b"%PDF-1.7 \x00\x01"),
    "a zip bomb": ("accounts.xlsx", bomb),
    "half a zip": ("accounts.xlsx", lambda: excel(("account_id", "name"), ("1", "x"))[:200]),
    "half a Parquet": ("accounts.parquet", lambda: b"PAR1\x00\x00PAR1"),
    "NUL bytes": ("accounts.csv", lambda: b"\x00" * 5_000),
    "no table of ours": ("notes.csv", lambda: b"a,b\n1,2\n"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_cannot_be_read_ends_in_a_sentence(bot: Running, what: str) -> None:
    name, content = HOSTILE[what]
    answer = drop(bot, content(), name)
    assert "cannot be imported" in answer.text
    assert "import_take" not in str(answer.blocks)
    assert "Something went wrong" not in answer.text


def test_formulas_in_cells_are_text(bot: Running) -> None:
    told = drop(bot, b"account_id,name\n009009,\"=cmd|' /C calc'!A0\"\n")
    assert "Ready to import, in rows: 1 new" in told.text


def test_a_hostile_name_is_only_a_name(bot: Running) -> None:
    told = drop(bot, ACCOUNTS, "../../../tmp/evil\n<!channel>*_accounts.csv")
    assert "Ready to import" in told.text
    assert "<!channel>" not in str(told.blocks)
    assert not list(Path(tempfile.gettempdir()).glob("*evil*"))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../a.csv", "_.._a.csv"),
        ("", "file"),
        ("..", "file"),
        ("C:\\x\\a.xlsx", "C__x_a.xlsx"),
        ("a\x00b\u202e.csv", "a b .csv"),
        ("客戶.xlsx", "客戶.xlsx"),
        ("x" * 400 + ".csv", "x" * 60 + ".csv"),
    ],
)
def test_names_of_files(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_no_file_is_left_behind(bot: Running) -> None:
    before = set(Path(tempfile.gettempdir()).glob("kam-slack-*"))
    drop(bot, WRONG, "orders.csv")
    assert set(Path(tempfile.gettempdir()).glob("kam-slack-*")) <= before


def test_every_reason_why_a_row_is_refused_has_words() -> None:
    from book.importing.findings import reasons
    from prompts.words import LANGUAGES, words

    said_by_the_parser = {"unreadable"}
    for lang in LANGUAGES:
        known_as = {key for key in reasons() if f"slack.imports.why.{key}.remedy" in words(lang).table}
        assert known_as == set(reasons()) - said_by_the_parser


def test_a_missing_scope_says_what_an_admin_has_to_do(bot: Running) -> None:
    scopes = bot.slack.state.app.scopes
    scopes.discard("files:read")
    try:
        answer = drop(bot, ACCOUNTS)
    finally:
        scopes.add("files:read")
    assert "permission files:read" in answer.text


def test_a_file_that_is_gone_or_too_large_is_said_so(bot: Running) -> None:
    message = drop(bot, ACCOUNTS)
    for one in bot.slack.state.files.values():
        one.length = 60 * 2**20 if one.name == "accounts.csv" else one.length
    assert "larger than 50 MB" in click(bot, message, "import_take").text
    bot.slack.state.files.clear()
    assert "Slack no longer has the file" in click(bot, message, "import_take").text


def test_a_refusal_of_a_whole_file_speaks_of_slack_in_the_readers_language() -> None:
    found = FileRefusedError("r", "Say it with --map", "columns_missing", "account_id, net_amount/list_amount")
    told = problem_text(
        Problem("a.csv", None, None, None, found.reason, found.remedy, key=found.key, detail=found.detail),
        words("zh-TW"),
    )
    assert told == "a.csv：缺少欄位：客戶編號與淨額或定價金額。請修改欄位名稱，或請管理員以欄位對應方式匯入。"
    other = problem_text(Problem("a.csv", None, None, None, "odd", "Say it with --encoding."), words("en"))
    assert "--" not in other
