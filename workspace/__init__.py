"""A local Slack on loopback, with state, limits and faults. The product never imports it."""
