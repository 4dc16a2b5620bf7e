"""Answers on a terminal: cards, tables and bars that read in 80 columns, without colour, and in Chinese."""
