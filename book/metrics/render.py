"""Writes the expression as SQL, once: `python -m book.metrics.render` rewrites book/metrics/sql/.

Placeholders are the drivers' own: `:name` (sqlite3), `$name` (DuckDB), `%(name)s` (psycopg).
"""

from __future__ import annotations

import re
from pathlib import Path

import ibis

from book.metrics.expression import metrics, signals
from book.metrics.inputs import DAYS, DIALECTS, VARIANTS, Dialect, Variant

FOLDER = Path(__file__).parent / "sql"
PLACEHOLDERS = {"sqlite": ":{name}", "duckdb": "CAST(${name} AS {type})", "postgres": "CAST(%({name})s AS {type})"}
NUMBER = {"duckdb": "DOUBLE", "postgres": "DOUBLE PRECISION"}
PARAMETER = re.compile(r"PARAM_([A-Z_]+)\(\)")
HEADING = "-- Written by `python -m book.metrics.render`; the source is book/metrics/expression.py.\n"


def files() -> dict[str, str]:
    """Every SQL text by its file's name: {dialect}.{variant}.sql and {dialect}.{variant}.signals.sql."""
    texts = {}
    for dialect in DIALECTS:
        for variant in VARIANTS:
            texts[f"{dialect}.{variant}.sql"] = HEADING + render(dialect, variant)
            texts[f"{dialect}.{variant}.signals.sql"] = HEADING + written(signals(dialect, variant), dialect)
    return texts


def render(dialect: Dialect, variant: Variant) -> str:
    """The SQL of the metrics for one engine, with named parameters."""
    return written(metrics(dialect, variant), dialect)


def written(expression: object, dialect: Dialect) -> str:
    """An expression as SQL whose parameters are the driver's placeholders."""
    text = str(ibis.to_sql(expression, dialect=dialect))
    if dialect == "postgres":
        text = text.replace("%", "%%")
    return PARAMETER.sub(lambda found: placeholder(found[1].lower(), dialect), text) + "\n"


def placeholder(name: str, dialect: Dialect) -> str:
    """A parameter as the driver writes it, typed where the engine cannot tell."""
    kind = "DATE" if name in DAYS else NUMBER.get(dialect, "")
    return PLACEHOLDERS[dialect].format(name=name, type=kind)


def main() -> None:
    """Rewrites the checked-in files."""
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
