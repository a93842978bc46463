"""What a student's function is called with: by the names of its arguments, or in the order asked for."""

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar


class Provider(ABC):
    """Makes arguments by words."""

    names: ClassVar[Mapping[str, str]]
    """The words, each with the names that students give it, as a regular expression."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def get(self, word: str) -> Any:
        """Return the argument of a word, which is made once.

        Raises:
            KeyError: there is no such word.
        """
        if word not in self._made:
            self._made[word] = self._makers()[word]()
        return self._made[word]

    @abstractmethod
    def _makers(self) -> Mapping[str, Callable[[], Any]]:
        """Return what makes the argument of each word."""


def bound(function: Any, words: tuple[str, ...], provider: Provider) -> tuple[list[Any], dict[str, Any]]:
    """Return positional and named arguments: by the students' names, else in the order of the words.

    Raises:
        TypeError: the function asks for something that nobody provides.
    """
    parameters = [
        each
        for each in inspect.signature(function).parameters.values()
        if each.kind in (each.POSITIONAL_ONLY, each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)
    ]
    named = {each.name: _word(each.name, words, provider.names) for each in parameters}
    required = [each for each in parameters if each.default is each.empty]
    if len(required) <= len(words) <= len(parameters) and any(named[each.name] is None for each in required):
        return [provider.get(word) for word in words], {}
    missing = [each.name for each in required if named[each.name] is None]
    if missing:
        raise TypeError(f"nobody knows what the argument {missing[0]} is")
    return [], {name: provider.get(word) for name, word in named.items() if word is not None}


def _word(name: str, words: Iterable[str], known: Mapping[str, str]) -> str | None:
    """Return the word that an argument's name stands for; one that was promised goes first."""
    fitting = [word for word, names in known.items() if re.fullmatch(names, name.casefold())]
    return next((word for word in words if word in fitting), None) or next(iter(fitting), None)
