"""Cross entropy, written by hand: 100 points.

Students may read this file. What the reference returns in these cases is in expected.json, made by `grade build`.
"""

import torch

from grader.base.text import Text
from grader.checks import Assignment, Case, rubric
from grader.checks.criteria import functions

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · 교차 엔트로피", en="%assignment% · Cross entropy")
)

draw = torch.Generator().manual_seed(0)
LOGITS = torch.randn(8, 5, generator=draw)
LABELS = torch.randint(0, 5, (8,), generator=draw)

loss = assignment.function(
    id="loss",
    name="cross_entropy",
    title=Text(ko="교차 엔트로피", en="Cross entropy"),
    cases=(
        Case(Text(ko="배치 하나", en="a batch"), LOGITS, LABELS, gradients=True),
        Case(Text(ko="이미지 한 장", en="one image"), LOGITS[:1], LABELS[:1], gradients=True),
        Case(Text(ko="빠진 클래스", en="a class is missing"), LOGITS, torch.zeros(8, dtype=torch.int64)),
        Case(Text(ko="큰 logit", en="large logits"), LOGITS * 1000, LABELS),
    ),
)

STABLE = Text(ko="큰 logit에서도 맞는 값", en="The right value for large logits as well")

rubric(
    loss,
    (10, functions.runs()),
    (40, functions.values("a batch", "one image", "a class is missing")),
    (20, functions.values("large logits", id="stable", title=STABLE)),
    (20, functions.derivatives()),
    (10, functions.vectorised()),
)
