"""The room that words: narrator templates in three languages."""
