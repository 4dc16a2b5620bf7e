"""`python -m bot` is `kam`."""

from bot.cli import program

if __name__ == "__main__":
    program()
