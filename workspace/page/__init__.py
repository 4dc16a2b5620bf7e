"""The workspace as a web page on loopback: what a person sees in Slack, and what they can do there."""
