"""The room that talks: the `kam` command line now, Slack later; settings; the only composition root."""
