"""Engines that a book can live in: SQLite (default), DuckDB or a folder of Parquet, Postgres."""
