"""The rules that drafts come from name checks that exist."""

import re
from pathlib import Path

from grader import checks
from grader.repairs.from_rules import ANY_MODEL, FREE_RULES


def test_from_rules_names_functions_of_standard_checks() -> None:
    criteria = Path(checks.__file__).parent / "criteria"
    written = " ".join(path.read_text(encoding="utf-8") for path in criteria.glob("*.py"))
    named = ANY_MODEL.union(*FREE_RULES.values())
    assert {name for name in named if not re.search(rf"\b{name}\b", written)} == set()
