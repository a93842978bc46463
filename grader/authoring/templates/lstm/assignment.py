"""An LSTM that tells in which order words come: 100 points.

Students may read this file. It holds every number that decides a mark, with its source.
"""

from grader.base.text import Text
from grader.checks import Assignment, lengths, rubric, tokens
from grader.checks import criteria as checks
from grader.records.assignment import Recipe, Threshold

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · LSTM으로 문장 분류", en="%assignment% · Sequences with an LSTM")
)

STEPS, WORDS, CLASSES = 24, 16, 4
"""The data: sequences of up to 24 words of a vocabulary of 16, in which 0 is padding; four classes."""

RECIPE = Recipe(
    data="sequences",
    task="classification",
    train_images=4_000,
    test_images=2_000,
    epochs=4,
    batch=32,
    learning_rate=1e-2,
)
"""How the model is trained before its accuracy is measured. A smaller data set is used whole."""

ACCURACY = {
    "drawn-sequences": Threshold(zero_below=0.625, full_from=0.95, chance=0.3, noise=0.001),
}
"""From calibration.md, by the name of the data: that of your own file without its ending. Zero: the best model
that takes the last step of the padding. Full: below all trainings of Reader. Chance: above what an untrained
model reaches. Noise: Reader's sd over seeds."""

LAYERS = Text(ko="층의 종류와 크기", en="The layers and their sizes")

reader = assignment.part(
    id="reader",
    model="Reader",
    title=Text(ko="순서를 듣는 LSTM", en="The LSTM that hears the order"),
    input={"words": tokens(STEPS, below=WORDS), "lengths": lengths()},
    output=(CLASSES,),
    references=("Reader",),
    recipe=RECIPE,
    thresholds=ACCURACY,
)

rubric(
    reader,
    (15, checks.runs(title=Text(ko="모델 실행", en="The model can be made and run"))),
    (10, checks.output_shape(CLASSES, title=Text(ko="문장마다 값 4개", en="It returns 4 numbers a sequence"))),
    (30, checks.layers("layers", "Embedding", "LSTM", "Linear", title=LAYERS)),
    (5, checks.logits()),
    (20, checks.outputs()),
    (20, checks.accuracy()),
)
