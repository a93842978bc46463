"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_sequential.py"

BETWEEN = """            nn.Linear(8, 64),
            nn.ReLU(),
"""
BETWEEN_LAST = """            nn.Linear(64, 64),
            nn.ReLU(),
"""

MISTAKES = (
    Mistake(
        "attribute_typo",
        "forward uses self.heads, which __init__ calls self.head.",
        expect="runs failed, rest blocked",
        edits=[("return self.head(h)", "return self.heads(h)")],
    ),
    Mistake(
        "seven_features",
        "The first layer takes 7 numbers; a row has 8.",
        expect="runs failed, rest blocked",
        edits=[("nn.Linear(8, 64)", "nn.Linear(7, 64)")],
    ),
    Mistake(
        "no_activations",
        "No ReLU at all: three layers that are one linear model.",
        expect="activations failed, outputs partial, r2 short",
        edits=[
            (BETWEEN, "            nn.Linear(8, 64),\n"),
            (BETWEEN_LAST, "            nn.Linear(64, 64),\n"),
        ],
    ),
    Mistake(
        "first_activation_missing",
        "No ReLU after the first layer.",
        expect="activations partial, outputs partial",
        edits=[(BETWEEN, "            nn.Linear(8, 64),\n")],
    ),
    Mistake(
        "sigmoid",
        "Sigmoid in place of the first ReLU.",
        expect="activations partial, outputs partial, r2 short",
        edits=[(BETWEEN, BETWEEN.replace("ReLU", "Sigmoid"))],
    ),
    Mistake(
        "relu_on_the_answer",
        "ReLU on the last output: the model can predict nothing below 0.",
        expect="logits failed, r2 short",
        edits=[("return self.head(h)", "return self.head(h).relu()")],
    ),
    Mistake(
        "half_as_wide",
        "The layers have 32 numbers instead of 64.",
        expect="layers partial, outputs partial",
        edits=[
            ("nn.Linear(8, 64)", "nn.Linear(8, 32)"),
            ("nn.Linear(64, 64)", "nn.Linear(32, 32)"),
            ("nn.Linear(64, 1)", "nn.Linear(32, 1)"),
        ],
    ),
    Mistake(
        "one_layer_less",
        "The layer in the middle is missing.",
        expect="layers partial, outputs partial",
        edits=[(BETWEEN_LAST, "")],
    ),
    Mistake(
        "squeezed",
        "The output has no dimension of its own for the number.",
        expect="output_shape failed, rest blocked",
        edits=[("return self.head(h)", "return self.head(h).squeeze(1)")],
    ),
)
