"""The room that remembers: the book of business, its import, its metrics, the ledger."""
