"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_branch.py"
BRANCH = """        self.branch = nn.Sequential(
            nn.Conv2d(1, 8, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(1152, 32),
        )
"""

MISTAKES = (
    Mistake(
        "attribute_typo",
        "forward uses self.branches, which __init__ calls self.branch.",
        expect="runs failed, rest blocked",
        edits=[("a = self.branch(one)", "a = self.branches(one)")],
    ),
    Mistake(
        "one_image",
        "forward takes one image alone.",
        expect="runs failed, rest blocked",
        edits=[("def forward(self, one, other):", "def forward(self, one):"), ("self.branch(other)", "self.branch(one)")],
    ),
    Mistake(
        "two_branches",
        "Each image has a branch with weights of its own.",
        expect="parameters partial, outputs partial",
        edits=[
            (BRANCH, BRANCH + BRANCH.replace("branch", "second")),
            ("b = self.branch(other)", "b = self.second(other)"),
        ],
    ),
    Mistake(
        "same_image_twice",
        "Both codes are of the first image, so every distance is 0.",
        expect="layers partial, parameters partial, outputs partial, accuracy short",
        edits=[("b = self.branch(other)", "b = self.branch(one)")],
    ),
    Mistake(
        "distance_of_pixels",
        "The images themselves are compared, and not their codes.",
        expect="layers failed, activations failed, parameters failed, outputs partial, accuracy short",
        edits=[("a = self.branch(one)", "a = one.flatten(1)"), ("b = self.branch(other)", "b = other.flatten(1)")],
    ),
    Mistake(
        "no_root",
        "The square of the distance is returned.",
        expect="outputs partial",
        edits=[("return torch.sqrt(square + 1e-9)", "return square")],
    ),
    Mistake(
        "difference_summed",
        "The differences are added up before they are squared, so they take each other away.",
        expect="outputs partial, accuracy short",
        edits=[("((a - b) ** 2).sum(dim=1, keepdim=True)", "(a - b).sum(dim=1, keepdim=True) ** 2")],
    ),
    Mistake(
        "similarity",
        "The cosine similarity is returned, which is large for what is alike.",
        expect="outputs partial, accuracy short",
        edits=[("return torch.sqrt(square + 1e-9)", "return torch.cosine_similarity(a, b, dim=1).unsqueeze(1)")],
    ),
    Mistake(
        "no_relu",
        "No ReLU after the convolution.",
        expect="activations failed, outputs partial",
        edits=[("            nn.ReLU(),\n", "")],
    ),
    Mistake(
        "code_of_two",
        "The code has 2 numbers instead of 32.",
        expect="layers partial, parameters partial, outputs partial",
        edits=[("nn.Linear(1152, 32)", "nn.Linear(1152, 2)")],
    ),
    Mistake(
        "flat_distances",
        "The output has no dimension of its own for the distance.",
        expect="output_shape failed, rest blocked",
        edits=[("sum(dim=1, keepdim=True)", "sum(dim=1)")],
    ),
)
