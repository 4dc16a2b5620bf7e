"""The room that decides: metrics' definitions, rubric, points, scorecard, tiers, value type, pitfalls, portfolio.

Pure: no clock, disk (but for its own rubric file), network, Slack or model. Values in, values out.
"""
