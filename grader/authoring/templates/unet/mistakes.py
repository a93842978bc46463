"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_blocks.py"
CONVOLUTION = "nn.Sequential(nn.Conv2d(inside, outside, kernel_size=3, padding=1), nn.ReLU())"

MISTAKES = (
    Mistake(
        "attribute_typo",
        "forward uses self.last, which __init__ calls self.out.",
        expect="runs failed, rest blocked",
        edits=[("return self.out(e)", "return self.last(e)")],
    ),
    Mistake(
        "padding_forgotten",
        "The convolutions have no padding, so the maps do not fit together.",
        expect="runs failed, rest blocked",
        edits=[("kernel_size=3, padding=1", "kernel_size=3")],
    ),
    Mistake(
        "ten_classes",
        "The background has no output.",
        expect="output_shape failed, convolutions partial, rest blocked",
        edits=[("nn.Conv2d(16, 11, kernel_size=1)", "nn.Conv2d(16, 10, kernel_size=1)")],
    ),
    Mistake(
        "no_activations",
        "No ReLU in any block.",
        expect="activations failed",
        edits=[(CONVOLUTION, "nn.Conv2d(inside, outside, kernel_size=3, padding=1)")],
    ),
    Mistake(
        "softmax",
        "Softmax on the last output: the cross-entropy loss gets probabilities in place of logits.",
        expect="logits failed",
        edits=[("return self.out(e)", "return self.out(e).softmax(dim=1)")],
    ),
    Mistake(
        "one_skip_missing",
        "The upper level gets its own maps twice in place of the encoder's.",
        expect="skips partial",
        edits=[("torch.cat([e, a], dim=1)", "torch.cat([e, e], dim=1)")],
    ),
    Mistake(
        "no_skips",
        "Nothing goes from the encoder to the decoder but through the bottom.",
        expect="skips failed",
        edits=[
            ("torch.cat([d, b], dim=1)", "d"),
            ("torch.cat([e, a], dim=1)", "e"),
            ("block(64, 32)", "block(32, 32)"),
            ("block(32, 16)", "block(16, 16)"),
        ],
    ),
    Mistake(
        "average_pooling",
        "Average pooling in place of the maximum.",
        expect="pooling failed",
        edits=[("nn.MaxPool2d(2)", "nn.AvgPool2d(2)")],
    ),
    Mistake(
        "interpolated",
        "The upper step is an interpolation and a 1x1 convolution.",
        expect="up partial",
        edits=[
            (
                "nn.ConvTranspose2d(32, 16, kernel_size=2, stride=2)",
                "nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(32, 16, 1))",
            )
        ],
    ),
    Mistake(
        "nothing_seen",
        "The maps are averaged over the whole image before the last layer: every pixel gets the same answer.",
        expect="skips failed, mean_iou short",
        edits=[("return self.out(e)", "return self.out(e.mean((2, 3), keepdim=True).expand_as(e))")],
    ),
)
