"""Slack: a request is recorded and acknowledged, then answered by a worker: who asks, what may be seen, what is shown where.

`request` reads what Slack sends; `corridor` records it and runs workers; `answers/` and `modals/` turn a request into effects;
`views/` draw; `outbox` performs effects once; `web` speaks to Slack; `serve` puts everything together.
"""
