"""From a company's files to the book: readers (`read`), staging, and applying or undoing an import."""
