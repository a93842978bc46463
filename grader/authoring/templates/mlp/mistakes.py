"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_sequential.py"
FIRST = "            nn.Linear(784, 64),\n            nn.ReLU(),\n"
SECOND = "            nn.Linear(64, 32),\n            nn.ReLU(),\n"

MISTAKES = (
    Mistake(
        "attribute_typo",
        "forward uses self.heads, which __init__ calls self.head.",
        expect="runs failed, rest blocked",
        edits=[("return self.head(h)", "return self.heads(h)")],
    ),
    Mistake(
        "not_flattened",
        "The image is not made a vector, so the first layer gets rows of 28 numbers.",
        expect="runs failed, rest blocked",
        edits=[("            nn.Flatten(),\n", "")],
    ),
    Mistake(
        "100_classes",
        "The last layer has 100 outputs instead of 10.",
        expect="output_shape failed, layers partial, rest blocked",
        edits=[("nn.Linear(32, 10)", "nn.Linear(32, 100)")],
    ),
    Mistake(
        "no_activations",
        "No ReLU at all: three layers that are one linear model.",
        expect="activations failed",
        edits=[(FIRST, FIRST.partition("\n")[0] + "\n"), (SECOND, SECOND.partition("\n")[0] + "\n")],
    ),
    Mistake(
        "first_activation_missing",
        "No ReLU after the first layer.",
        expect="activations partial",
        edits=[(FIRST, FIRST.partition("\n")[0] + "\n")],
    ),
    Mistake(
        "sigmoid",
        "Sigmoid in place of both ReLUs.",
        expect="activations failed",
        edits=[(FIRST, FIRST.replace("ReLU", "Sigmoid")), (SECOND, SECOND.replace("ReLU", "Sigmoid"))],
    ),
    Mistake(
        "narrow",
        "The layer in the middle has 2 numbers instead of 32.",
        expect="layers partial, accuracy short",
        edits=[("nn.Linear(64, 32)", "nn.Linear(64, 2)"), ("nn.Linear(32, 10)", "nn.Linear(2, 10)")],
    ),
    Mistake(
        "one_layer_less",
        "The layer in the middle is missing.",
        expect="layers partial",
        edits=[(SECOND, ""), ("nn.Linear(32, 10)", "nn.Linear(64, 10)")],
    ),
    Mistake(
        "softmax",
        "Softmax on the last output: the cross-entropy loss gets probabilities in place of logits.",
        expect="logits failed",
        edits=[("return self.head(h)", "return self.head(h).softmax(dim=1)")],
    ),
    Mistake(
        "relu_on_the_logits",
        "ReLU on the last output: no class can get a number below 0.",
        expect="logits failed",
        edits=[("return self.head(h)", "return self.head(h).relu()")],
    ),
)
