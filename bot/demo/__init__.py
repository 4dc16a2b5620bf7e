"""`kam demo`: the real bot in this process, a small local workspace beside it, and the sample book."""
