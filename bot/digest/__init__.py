"""Digests: what changed in a book and what to do about it, in a channel, once and on time.

`subscription` says what goes where and when; `calendar` when it is due; `snapshot` keeps scores; `content` finds what to say;
`view` draws it; `sender` freezes, posts and records it, once; `schedule` finds what is due.
"""
