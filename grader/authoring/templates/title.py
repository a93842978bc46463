"""%assignment%: a small CNN."""

from grader.base.text import Text

TITLE = Text(ko="%assignment% · 작은 CNN", en="%assignment% · A small CNN")
