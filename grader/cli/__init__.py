"""The `grade` command."""

from grader.cli.main import main

__all__ = ["main"]
