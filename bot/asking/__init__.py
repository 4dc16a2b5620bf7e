"""Free questions: planned, done on the book, said by a model behind the gate or by the narrator."""
