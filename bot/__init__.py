"""The room that talks: the `kam` command line, Slack, digests; settings; the only composition root."""
