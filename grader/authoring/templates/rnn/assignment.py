"""A recurrent network that predicts the next token of a text: 100 points.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric, tokens
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · 다음 글자를 맞히는 RNN", en="%assignment% · An RNN for the next token")
)

STEPS, TOKENS = 16, 20
"""The data: windows of 16 tokens of a vocabulary of 20, in which 0 is padding. They are words of a toy grammar; of
a text of your own, which is a .txt file, they are characters, in windows of 32."""

RECIPE = Recipe(
    data="text",
    task="next_token",
    train_images=2_000,
    test_images=1_000,
    epochs=4,
    batch=32,
    learning_rate=5e-3,
)
"""How the model is trained before its accuracy is measured. A smaller data set is used whole."""

ACCURACY = {
    "drawn-text": Threshold(zero_below=0.415, full_from=0.428, chance=0.2, noise=0.003),
}
"""From calibration.md, by the name of the data: that of your own file without its ending. Zero: the best model
that goes from text to text. Full: Babbler's mean - 3.09 sd. Chance: above what an untrained model reaches.
Noise: Babbler's sd over seeds. Most words of a sentence are drawn, so no model that looks back alone predicts more
than half of them."""

LAYERS = Text(ko="층의 종류와 크기", en="The layers and their sizes")
EACH = Text(ko="단계마다 값 20개", en="It returns 20 numbers a step")

babbler = assignment.part(
    id="babbler",
    model="Babbler",
    title=Text(ko="글을 잇는 RNN", en="The RNN that goes on with a text"),
    input=tokens(STEPS, below=TOKENS),
    output=(STEPS, TOKENS),
    references=("Babbler",),
    recipe=RECIPE,
    thresholds=ACCURACY,
)

rubric(
    babbler,
    (15, checks.runs(title=Text(ko="모델 실행", en="The model can be made and run"))),
    (10, checks.output_shape(STEPS, TOKENS, title=EACH)),
    (25, checks.layers("layers", "Embedding", "RNN", "Linear", title=LAYERS)),
    (5, checks.logits()),
    (15, checks.causal()),
    (10, checks.outputs()),
    (20, checks.accuracy()),
)
