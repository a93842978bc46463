"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_functional.py"

MISTAKES = (
    Mistake(
        "attribute_typo",
        "forward uses self.conv1, which __init__ calls self.conv.",
        expect="runs failed, rest blocked",
        edits=[("F.relu(self.conv(x))", "F.relu(self.conv1(x))")],
    ),
    Mistake(
        "100_classes",
        "The last layer has 100 outputs instead of 10.",
        expect="output_shape failed, layers partial, rest blocked",
        edits=[("nn.Linear(1568, 10)", "nn.Linear(1568, 100)")],
    ),
    Mistake(
        "one_number",
        "All that the convolution finds goes through a single number.",
        expect="layers partial, accuracy short",
        edits=[
            (
                "self.fc = nn.Linear(1568, 10)",
                """self.squeeze = nn.Linear(1568, 1)
        self.fc = nn.Linear(1, 10)""",
            ),
            ("return self.fc(x)", "return self.fc(self.squeeze(x))"),
        ],
    ),
    Mistake(
        "softmax",
        "Softmax on the last output: the cross-entropy loss gets probabilities in place of logits.",
        expect="logits failed",
        edits=[("return self.fc(x)", "return F.softmax(self.fc(x), dim=1)")],
    ),
)
