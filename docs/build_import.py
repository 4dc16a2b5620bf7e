"""docs/import.md: prose by hand, and the headers, words and limits from the code that reads."""

from __future__ import annotations

from collections.abc import Iterator

from book import schema
from book.importing.options import Limits
from book.importing.vocabulary import vocabulary

HEAD = """# Importing

<!-- Made by `python -m docs.build` (docs/build_import.py, with the words of book/importing/headers.yaml). -->

`kam import PATH...` takes files or folders: CSV, TSV and other delimited text, Excel (`.xlsx`, `.xls`, `.xlsb`, `.ods`) and Parquet. Each
file, or each visible sheet, becomes one table; which one is recognised by its columns. The report says what became what.

| option | what it is for |
|---|---|
| `--dry-run` | check and count everything, change nothing |
| `--map FILE` | say which column is which; what it does not say is guessed |
| `--save-map FILE` | write the mapping that was used, to be corrected and given back |
| `--partial` | leave out the rows with problems instead of refusing all |
| `--undo` | restore the state before the last import; can be repeated |
| `--base-currency` | the currency in which the book is kept, when the first import bears several |
| `--encoding`, `--decimal`, `--date-order`, `--currency` | answers, when a file could be read in several ways |

## What happens

1. A child process with a limit of memory and time parses the files. A bad file ends in one sentence.
2. Rows are checked: cells, the rest of the import, and the book (unknown accounts, parents that lead in a circle, missing rates); all that
   is wrong with a row is told at once.
   Problems are grouped; each names file, row, column, value, reason and remedy. One problem, and nothing is changed.
3. Amounts are converted into the base currency at the rate valid on the row's day, exactly, and rounded to the minor unit once.
4. All tables are swapped in, in one transaction. The same key again replaces the row; the same rows again change nothing.

Rows without a number or an id get one from the file's content: order lines count within their order, concessions, touches and signals are
named by what they say. So the same file gives the same rows, and two overlapping exports count shared rows once.

## How it is written, and read

- *Encodings*: UTF-8 with or without BOM, UTF-16, GB18030, Big5. Where two would fit, both readings are shown and you are asked.
- *Delimiters*: comma, semicolon, tab, pipe. Title rows above the header, blank rows and total rows (Total, Summe, 合計, 合计) are left out and
  said.
- *Numbers*: `1,234.56` and `1.234,56` are told apart column by column, and asked where both would fit; `(1,234)` and `1,234-` are negative;
  `NT$`, `US$`, `¥`, `€` and codes name a currency; `12 %` is 0.12; full-width digits are digits. NaN, infinity and what is too large are refused.
- *Dates*: `2005-02-03`, `2005/2/3`, `3.2.2005`, `3 Feb 2005`, `2005年2月3日`, `民國94年2月3日`, Excel's day numbers. `3/2/2005` is asked when the
  whole column leaves it open.
- *Ids* are text: leading zeros stay. Formulas need a stored result. Hidden sheets are left out and said.

## A mapping

```yaml
order_lines:
  file: order_lines.csv          # * and ? may stand for more; without it every file of that table is meant
  columns:
    account_id: Kd-Nr
    net_amount: UnitPrice * Quantity * (1 - Discount)   # computed exactly from the decimals as written
    due_date: null               # leave this column out, whatever its header
  decimal: ","
  date_order: dmy
```

A table may have several sources (a list). `file`, `sheet`, `header_row`, `encoding`, `delimiter`, `decimal`, `date_order` and `currency`
belong to one source. A whole example: [examples/northwind.yaml](examples/northwind.yaml).

## Tables and the headers that are recognised

Without regard to case, spaces, punctuation and width; the first that a file bears wins. Bold columns are needed.
"""


def files() -> dict[str, str]:
    """Text by path from the project's root."""
    return {"docs/import.md": "\n".join((HEAD, *_tables(), *_limits(), ""))}


def _tables() -> Iterator[str]:
    for name, known in vocabulary().tables.items():
        yield f"### {name}\n"
        yield "| column | headers |"
        yield "|---|---|"
        for column in schema.TABLES[name].columns:
            if not column.derived:
                words = ", ".join(known.columns.get(column.name, ())).replace("|", "/")
                shown = f"**{column.name}**" if column.name in known.needs else column.name
                one_of = f" One of: {', '.join(column.one_of)}." if column.one_of else ""
                yield f"| {shown} | {words}{'.' if words and one_of else ''}{one_of} |"
        if known.one_of:
            yield f"\nOne of {', '.join(known.one_of)} is needed as well."
        yield ""


def _limits() -> Iterator[str]:
    limits = Limits()
    yield "## Limits\n"
    yield f"- a file: {limits.file_bytes // 2**30} GiB; unpacked {limits.unpacked_bytes // 2**30} GiB and at most {limits.ratio} times its packed size"
    yield f"- {limits.files:,} files; {limits.columns:,} columns; {limits.rows:,} rows; {limits.cell_length:,} characters in a cell"
    yield f"- the child process: {limits.memory_bytes // 2**30} GiB of memory, {limits.seconds // 60} minutes"
