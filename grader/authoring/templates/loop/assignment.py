"""A training loop: 100 points.

Students may read this file. The loop is called with a small model and a few made-up images; its event log decides.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks.criteria import loops

assignment = Assignment(
    __file__, title=Text(ko="%assignment% · 학습 반복문", en="%assignment% · A training loop")
)

EPOCHS, LEARNING_RATE = 3, 0.1
"""What the function is called with."""

training = assignment.loop(
    id="training",
    name="train",
    arguments=("model", "train_loader", "test_loader", "epochs", "learning_rate"),
    title=Text(ko="학습 반복문", en="The training loop"),
    epochs=EPOCHS,
    learning_rate=LEARNING_RATE,
)

rubric(
    training,
    (10, loops.runs()),
    (10, loops.backward()),
    (10, loops.steps()),
    (10, loops.zeroes()),
    (10, loops.own_weights()),
    (10, loops.loss()),
    (10, loops.training_data()),
    (10, loops.mode()),
    (5, loops.no_gradients()),
    (5, loops.all_images()),
    (5, loops.optimizer("SGD", asked={"lr": LEARNING_RATE})),
    (5, loops.epochs(EPOCHS)),
)
