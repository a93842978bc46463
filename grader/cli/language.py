"""The language of the user."""

import argparse
import ctypes
import locale
import os
import sys
from collections.abc import Mapping, Sequence

from grader.base.text import LANGUAGES, Language


def of(args: Sequence[str]) -> Language:
    """Return the language that `--lang` names anywhere in `args`, or the system's language.

    It must be known before click reads the command line, so that click's help and errors use it as well.
    """
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--lang", nargs="?")
    wanted = parser.parse_known_args(args)[0].lang
    for language in LANGUAGES:
        if wanted == language:
            return language
    return "ko" if _speaks_korean(os.environ) and _can_write("한글", sys.stdout.encoding) else "en"


def _speaks_korean(environment: Mapping[str, str]) -> bool:
    """Return whether POSIX's environment variables, or else Windows itself, name Korean."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return environment[name].startswith("ko")
    if sys.platform == "win32":
        language = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return locale.windows_locale.get(language, "").startswith("ko")
    return False


def _can_write(text: str, encoding: str | None) -> bool:
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
