"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_methods.py"
LAST = "y = torch.sigmoid(self.fc4(F.relu(self.fc3(z))))"

MISTAKES = (
    Mistake(
        "attribute_typo",
        "forward uses self.fc2, which __init__ calls self.fc21.",
        expect="runs failed, rest blocked",
        edits=[("mu = self.fc21(h)", "mu = self.fc2(h)")],
    ),
    Mistake(
        "image_alone",
        "forward returns the image alone.",
        expect="runs failed, rest blocked",
        edits=[("return y.view(-1, 1, 28, 28), mu, logvar", "return y.view(-1, 1, 28, 28)")],
    ),
    Mistake(
        "no_draw",
        "The mean is decoded: an auto-encoder, which draws nothing.",
        expect="outputs partial",
        edits=[("z = self.sample(mu, logvar)", "z = mu")],
    ),
    Mistake(
        "variance_for_deviation",
        "The variance is multiplied with the draw in place of the standard deviation.",
        expect="outputs partial",
        edits=[("torch.exp(0.5 * logvar)", "torch.exp(logvar)")],
    ),
    Mistake(
        "log_variance_as_deviation",
        "The logarithm of the variance itself is taken for the deviation.",
        expect="outputs partial",
        edits=[("std = torch.exp(0.5 * logvar)", "std = logvar")],
    ),
    Mistake(
        "swapped",
        "forward returns the logarithm of the variance before the mean.",
        expect="outputs partial",
        edits=[("return y.view(-1, 1, 28, 28), mu, logvar", "return y.view(-1, 1, 28, 28), logvar, mu")],
    ),
    Mistake(
        "no_sigmoid",
        "The image is not brought between 0 and 1.",
        expect="activations partial, outputs partial, elbo short",
        edits=[(LAST, LAST.replace("torch.sigmoid(self.fc4(F.relu(self.fc3(z))))", "self.fc4(F.relu(self.fc3(z)))"))],
    ),
    Mistake(
        "no_relu",
        "No ReLU in the decoder.",
        expect="activations partial, outputs partial",
        edits=[(LAST, LAST.replace("F.relu(self.fc3(z))", "self.fc3(z)"))],
    ),
    Mistake(
        "code_of_two",
        "The code has 2 numbers instead of 8.",
        expect="layers partial, outputs partial",
        edits=[
            ("self.fc21 = nn.Linear(128, 8)", "self.fc21 = nn.Linear(128, 2)"),
            ("self.fc22 = nn.Linear(128, 8)", "self.fc22 = nn.Linear(128, 2)"),
            ("nn.Linear(8, 128)", "nn.Linear(2, 128)"),
        ],
    ),
    Mistake(
        "flat_image",
        "The image comes back as a vector.",
        expect="output_shape failed, rest blocked",
        edits=[("return y.view(-1, 1, 28, 28), mu, logvar", "return y, mu, logvar")],
    ),
)
