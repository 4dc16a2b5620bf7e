"""Measures a book of business as of a day (`domain.md` §2): one Ibis expression, its SQL, and the table it gives."""
