"""What the product itself remembers, append only, in SQLite: verdicts, overrides, dismissals, versions of the rubric."""
