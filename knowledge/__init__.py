"""The room that knows: plays now; passages, glossary and quiz come with a later issue."""
