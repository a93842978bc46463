"""A small transformer that predicts the next word: 100 points.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric, tokens
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__,
    title=Text(
        ko="%assignment% · 다음 단어를 맞히는 트랜스포머", en="%assignment% · A transformer for the next word"
    ),
)

STEPS, WORDS = 16, 20
"""The data: windows of 16 words of a vocabulary of 20, in which 0 is padding."""

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
    "drawn-text": Threshold(zero_below=0.425, full_from=0.429, chance=0.2, noise=0.0027),
}
"""From calibration.md, by the name of the data: that of your own file without its ending. Zero: the best model
that sees the last word alone. Full: Speaker's mean - 3.09 sd. Chance: above what an untrained model reaches.
Noise: Speaker's sd over seeds. Most words of a sentence are drawn, so no model that looks back alone predicts
more than half of them."""

LAYERS = Text(ko="층의 종류와 크기", en="The layers and their sizes")
EACH = Text(ko="단계마다 값 20개", en="It returns 20 numbers a step")

speaker = assignment.part(
    id="speaker",
    model="Speaker",
    title=Text(ko="트랜스포머", en="The transformer"),
    input=tokens(STEPS, below=WORDS),
    output=(STEPS, WORDS),
    references=("Speaker", "SpeakerPreNorm"),
    recipe=RECIPE,
    thresholds=ACCURACY,
)

rubric(
    speaker,
    (15, checks.runs(title=Text(ko="모델 실행", en="The model can be made and run"))),
    (10, checks.output_shape(STEPS, WORDS, title=EACH)),
    (20, checks.layers("layers", "Embedding", "MultiheadAttention", "LayerNorm", "Linear", title=LAYERS)),
    (5, checks.activations()),
    (20, checks.causal()),
    (10, checks.outputs()),
    (20, checks.accuracy()),
)
