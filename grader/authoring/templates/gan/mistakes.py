"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_sequential.py"
MAKE = """            nn.Linear(8, 64),
            nn.ReLU(),
            nn.Linear(64, 64),
            nn.ReLU(),
"""
JUDGE = """            nn.Linear(2, 64),
            nn.LeakyReLU(0.2),
            nn.Linear(64, 64),
            nn.LeakyReLU(0.2),
"""

MISTAKES = (
    Mistake(
        "generator_typo",
        "forward of the generator uses self.maker, which __init__ calls self.make.",
        expect="runs failed, rest blocked",
        edits=[("return self.make(z)", "return self.maker(z)")],
    ),
    Mistake(
        "deep_points",
        "The generator's points have a dimension too many.",
        expect="output_shape failed, rest blocked",
        edits=[("return self.make(z)", "return self.make(z).unsqueeze(1)")],
    ),
    Mistake(
        "linear_generator",
        "No ReLU in the generator: a linear map makes no ring of noise.",
        expect="activations failed, likeness short",
        edits=[(MAKE, MAKE.replace("            nn.ReLU(),\n", ""))],
    ),
    Mistake(
        "shallow_generator",
        "The layer in the middle of the generator is missing.",
        expect="layers partial",
        edits=[(MAKE, "            nn.Linear(8, 64),\n            nn.ReLU(),\n")],
    ),
    Mistake(
        "positive_points",
        "ReLU after the generator's last layer: no point has a number below 0.",
        expect="logits failed, likeness short",
        edits=[("return self.make(z)", "return self.make(z).relu()")],
    ),
    Mistake(
        "bounded_points",
        "Tanh after the generator's last layer: the ring is wider than -1 to 1.",
        expect="logits failed, likeness short",
        edits=[("return self.make(z)", "return self.make(z).tanh()")],
    ),
    Mistake(
        "noise_unused",
        "The generator makes all points of zeros in place of the noise: it knows one point alone.",
        expect="likeness short",
        edits=[("return self.make(z)", "return self.make(z * 0)")],
    ),
    Mistake(
        "discriminator_typo",
        "forward of the discriminator uses self.out, which __init__ calls self.last.",
        expect="judge_runs failed, rest blocked",
        edits=[("return self.last(h)", "return self.out(h)")],
    ),
    Mistake(
        "flat_logits",
        "The discriminator's output has no dimension of its own for the logit.",
        expect="judge_output_shape failed, rest blocked",
        edits=[("return self.last(h)", "return self.last(h).squeeze(1)")],
    ),
    Mistake(
        "sigmoid",
        "Sigmoid on the discriminator's output: the loss gets probabilities in place of logits.",
        expect="judge_logits failed, judge_likeness short",
        edits=[("return self.last(h)", "return self.last(h).sigmoid()")],
    ),
    Mistake(
        "relu_for_leaky_relu",
        "ReLU in place of LeakyReLU in the discriminator.",
        expect="judge_activations failed",
        edits=[(JUDGE, JUDGE.replace("nn.LeakyReLU(0.2)", "nn.ReLU()"))],
    ),
    Mistake(
        "linear_discriminator",
        "No activations in the discriminator: a straight line divides no ring from what is in it.",
        expect="judge_activations failed, judge_likeness short",
        edits=[(JUDGE, JUDGE.replace("            nn.LeakyReLU(0.2),\n", ""))],
    ),
    Mistake(
        "narrow_discriminator",
        "The discriminator's layers have 4 numbers instead of 64.",
        expect="judge_layers partial, judge_likeness short",
        edits=[
            (JUDGE, JUDGE.replace("2, 64", "2, 4").replace("64, 64", "4, 4")),
            ("nn.Linear(64, 1)", "nn.Linear(4, 1)"),
        ],
    ),
)
