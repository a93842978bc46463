"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_script.py"
NOTEBOOK = "right_narrow.ipynb"
MODULE_LISTS = "right_module_lists.py"

MISTAKES = (
    Mistake(
        "cat_channels",
        "The convolution after the concatenation expects the channels of one map.",
        expect="runs failed, rest blocked",
        edits=[("self.dec2 = nn.Conv2d(64, 32,", "self.dec2 = nn.Conv2d(32, 32,")],
    ),
    Mistake(
        "skip_after_pooling",
        "The maps are kept after the pooling, so they have another size than those of the decoder.",
        expect="runs failed, rest blocked",
        edits=[
            (
                """e2 = F.relu(self.enc2(self.pool(e1)))
        m = F.relu(self.mid(self.pool(e2)))""",
                """e1 = self.pool(e1)
        e2 = self.pool(F.relu(self.enc2(e1)))
        m = F.relu(self.mid(e2))""",
            )
        ],
    ),
    Mistake(
        "10_classes",
        "The background has no class of its own.",
        expect="output_shape failed, gradients blocked, mean_iou blocked",
        edits=[("self.last = nn.Conv2d(16, 11,", "self.last = nn.Conv2d(16, 10,")],
    ),
    Mistake(
        "half_size",
        "The output is pooled to half the size.",
        expect="output_shape failed, gradients blocked, mean_iou blocked",
        edits=[("return self.last(d1)", "return self.pool(self.last(d1))")],
    ),
    Mistake(
        "one_answer_an_image",
        "It returns one answer for the whole image, not one for every pixel.",
        expect="output_shape failed, gradients blocked, mean_iou blocked",
        edits=[("return self.last(d1)", "return self.last(d1).mean(dim=(2, 3))")],
        base=NOTEBOOK,
    ),
    Mistake(
        "argmax",
        "forward returns the classes, not a number for each of them.",
        expect="output_shape failed, gradients blocked, mean_iou blocked",
        edits=[("return self.last(d1)", "return torch.argmax(self.last(d1), dim=1)")],
        base=NOTEBOOK,
    ),
    Mistake(
        "softmax",
        "Softmax on the outputs, which the loss contains already.",
        expect="logits failed",
        edits=[("return self.last(d1)", "return F.softmax(self.last(d1), dim=1)")],
        base=NOTEBOOK,
    ),
    Mistake(
        "relu_on_logits",
        "ReLU on the outputs.",
        expect="logits failed",
        edits=[("return self.last(d1)", "return F.relu(self.last(d1))")],
    ),
    Mistake(
        "kernel_3",
        "One convolution has 3x3 filters.",
        expect="filters partial",
        edits=[
            (
                "self.enc2 = nn.Conv2d(16, 32, kernel_size=5, stride=1, padding=2)",
                "self.enc2 = nn.Conv2d(16, 32, kernel_size=3, stride=1, padding=1)",
            )
        ],
    ),
    Mistake(
        "all_kernel_3",
        "All convolutions but the last have 3x3 filters.",
        expect="filters failed",
        edits=[
            ("nn.Conv2d(channels, width, 5, padding=2)", "nn.Conv2d(channels, width, 3, padding=1)"),
            ("nn.Conv2d(2 * width, width, 5, padding=2)", "nn.Conv2d(2 * width, width, 3, padding=1)"),
        ],
        base=MODULE_LISTS,
    ),
    Mistake(
        "1x1_inside",
        "A 1x1 convolution that is not the last one.",
        expect="filters partial",
        edits=[
            (
                "self.mid = nn.Conv2d(32, 64, kernel_size=5, stride=1, padding=2)",
                "self.mid = nn.Conv2d(32, 64, kernel_size=1)",
            )
        ],
    ),
    Mistake(
        "strided_convolution",
        "A convolution of stride 2 in the place of the first pooling.",
        expect="filters partial, pooling partial",
        edits=[
            (
                "self.enc2 = nn.Conv2d(8, 16, kernel_size=5, stride=1, padding=2)",
                "self.enc2 = nn.Conv2d(8, 16, kernel_size=5, stride=2, padding=2)",
            ),
            ("self.enc2(self.pool(e1))", "self.enc2(e1)"),
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "interpolation",
        "Interpolation in the place of transposed convolutions.",
        expect="up_sampling failed",
        edits=[
            (
                "self.up2 = nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)",
                "self.up = nn.Upsample(scale_factor=2, mode='bilinear')",
            ),
            ("self.dec2 = nn.Conv2d(64, 32,", "self.dec2 = nn.Conv2d(64 + 32, 32,"),
            ("        self.up1 = nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)\n", ""),
            ("self.dec1 = nn.Conv2d(32, 16,", "self.dec1 = nn.Conv2d(32 + 16, 16,"),
            ("self.up2(m)", "self.up(m)"),
            ("self.up1(d2)", "self.up(d2)"),
        ],
    ),
    Mistake(
        "transposed_kernel_2",
        "Transposed convolutions of kernel 2 and padding 0, as in the original U-Net.",
        expect="up_sampling failed",
        edits=[
            (
                "nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)",
                "nn.ConvTranspose2d(64, 32, kernel_size=2, stride=2)",
            ),
            (
                "nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)",
                "nn.ConvTranspose2d(32, 16, kernel_size=2, stride=2)",
            ),
        ],
    ),
    Mistake(
        "transposed_kernel_3",
        "One transposed convolution of kernel 3 with output_padding.",
        expect="up_sampling partial",
        edits=[
            (
                "nn.ConvTranspose2d(16, 8, kernel_size=4, stride=2, padding=1)",
                "nn.ConvTranspose2d(16, 8, kernel_size=3, stride=2, padding=1, output_padding=1)",
            )
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "slicing",
        "Every second row and column is taken in the place of a pooling.",
        expect="pooling failed",
        edits=[
            ("self.pool(e1)", "e1[:, :, ::2, ::2]"),
            ("self.pool(e2)", "e2[:, :, ::2, ::2]"),
        ],
    ),
    Mistake(
        "no_activations",
        "No activation anywhere.",
        expect="activations failed",
        edits=[
            (
                "nn.Sequential(nn.Conv2d(channels, width, 5, padding=2), nn.ReLU())",
                "nn.Conv2d(channels, width, 5, padding=2)",
            ),
            (
                "nn.Sequential(nn.Conv2d(2 * width, width, 5, padding=2), nn.ReLU())",
                "nn.Conv2d(2 * width, width, 5, padding=2)",
            ),
        ],
        base=MODULE_LISTS,
    ),
    Mistake(
        "relu_missing",
        "No activation after one convolution of the decoder.",
        expect="activations partial",
        edits=[("F.relu(self.dec2(d2))", "self.dec2(d2)")],
        base=NOTEBOOK,
    ),
    Mistake(
        "one_level",
        "It goes down and up by one level only.",
        expect="levels failed",
        edits=[
            ("        self.enc2 = nn.Conv2d(16, 32, kernel_size=5, stride=1, padding=2)\n", ""),
            ("self.mid = nn.Conv2d(32, 64,", "self.mid = nn.Conv2d(16, 32,"),
            (
                """        self.up2 = nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)
        self.dec2 = nn.Conv2d(64, 32, kernel_size=5, stride=1, padding=2)
""",
                "",
            ),
            ("        e2 = F.relu(self.enc2(self.pool(e1)))\n", ""),
            ("m = F.relu(self.mid(self.pool(e2)))", "m = F.relu(self.mid(self.pool(e1)))"),
            (
                """d2 = torch.cat([self.up2(m), e2], dim=1)
        d2 = F.relu(self.dec2(d2))
        d1 = torch.cat([self.up1(d2), e1], dim=1)""",
                "d1 = torch.cat([self.up1(m), e1], dim=1)",
            ),
        ],
    ),
    Mistake(
        "up_at_once",
        "Down by two levels, but up by four at once.",
        expect="levels failed",
        edits=[
            (
                """self.up2 = nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)
        self.dec2 = nn.Conv2d(64, 32, kernel_size=5, stride=1, padding=2)
        self.up1 = nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)""",
                "self.up1 = nn.ConvTranspose2d(64, 16, kernel_size=8, stride=4, padding=2)",
            ),
            (
                """d2 = torch.cat([self.up2(m), e2], dim=1)
        d2 = F.relu(self.dec2(d2))
        d1 = torch.cat([self.up1(d2), e1], dim=1)""",
                "d1 = torch.cat([self.up1(m), e1], dim=1)",
            ),
        ],
    ),
    Mistake(
        "no_skips",
        "An encoder and a decoder without skips.",
        expect="skips failed",
        edits=[
            ("self.dec2 = nn.Conv2d(64, 32,", "self.dec2 = nn.Conv2d(32, 32,"),
            ("self.dec1 = nn.Conv2d(32, 16,", "self.dec1 = nn.Conv2d(16, 16,"),
            ("torch.cat([self.up2(m), e2], dim=1)", "self.up2(m)"),
            ("torch.cat([self.up1(d2), e1], dim=1)", "self.up1(d2)"),
        ],
    ),
    Mistake(
        "added_skips",
        "The skips are added, not concatenated.",
        expect="skips failed",
        edits=[
            ("self.dec2 = nn.Conv2d(64, 32,", "self.dec2 = nn.Conv2d(32, 32,"),
            ("self.dec1 = nn.Conv2d(32, 16,", "self.dec1 = nn.Conv2d(16, 16,"),
            ("torch.cat([self.up2(m), e2], dim=1)", "self.up2(m) + e2"),
            ("torch.cat([self.up1(d2), e1], dim=1)", "self.up1(d2) + e1"),
        ],
    ),
    Mistake(
        "skip_missing",
        "No skip at 16x16.",
        expect="skips partial",
        edits=[
            ("self.dec2 = nn.Conv2d(64, 32,", "self.dec2 = nn.Conv2d(32, 32,"),
            ("torch.cat([self.up2(m), e2], dim=1)", "self.up2(m)"),
        ],
    ),
    Mistake(
        "skip_from_decoder",
        "The variable is overwritten before it is used, so the map is concatenated to itself.",
        expect="skips partial",
        edits=[
            (
                "d2 = torch.cat([self.up2(m), e2], dim=1)",
                """e2 = self.up2(m)
        d2 = torch.cat([e2, e2], dim=1)""",
            )
        ],
    ),
    Mistake(
        "image_joins",
        "The image itself is concatenated to the last map.",
        expect="bottleneck failed",
        edits=[
            ("self.last = nn.Conv2d(16, 11,", "self.last = nn.Conv2d(16 + 3, 11,"),
            ("return self.last(d1)", "return self.last(torch.cat([d1, x], dim=1))"),
        ],
    ),
    Mistake(
        "side_branch",
        "A branch of its own leads from the image to the end.",
        expect="bottleneck failed",
        edits=[
            (
                "self.last = nn.Conv2d(16, 11, kernel_size=1)",
                """self.last = nn.Conv2d(16, 11, kernel_size=1)
        self.side = nn.Conv2d(3, 16, kernel_size=5, padding=2)""",
            ),
            ("return self.last(d1)", "return self.last(d1 + F.relu(self.side(x)))"),
        ],
    ),
    Mistake(
        "too_many_parameters",
        "The bottleneck is 1,024 channels wide.",
        expect="parameters failed",
        edits=[
            ("self.mid = nn.Conv2d(32, 64,", "self.mid = nn.Conv2d(32, 1024,"),
            ("self.up2 = nn.ConvTranspose2d(64, 32,", "self.up2 = nn.ConvTranspose2d(1024, 256,"),
            ("self.dec2 = nn.Conv2d(64, 32,", "self.dec2 = nn.Conv2d(256 + 32, 32,"),
        ],
    ),
    Mistake(
        "fixed_batch",
        "The batch size is written as a number.",
        expect="batch_size failed",
        edits=[("return self.last(d1)", "return self.last(d1).view(50, 11, 32, 32)")],
    ),
    Mistake(
        "batch_mean",
        "The mean over the batch is subtracted from the input.",
        expect="independent failed",
        edits=[
            (
                "e1 = F.relu(self.enc1(x))",
                """x = x - x.mean(dim=0)
        e1 = F.relu(self.enc1(x))""",
            )
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "unused_layer",
        "A layer that forward never uses.",
        expect="all_used failed",
        edits=[
            (
                "self.last = nn.Conv2d(8, 11, kernel_size=1)",
                """self.last = nn.Conv2d(8, 11, kernel_size=1)
        self.fc = nn.Linear(64 * 8 * 8, 10)""",
            )
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "python_list",
        "Two layers stand in a Python list, so no optimizer finds them.",
        expect="all_used failed, gradients failed",
        edits=[
            (
                "self.up2 = nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)",
                "self.ups = [nn.ConvTranspose2d(64, 32, 4, 2, 1), nn.ConvTranspose2d(32, 16, 4, 2, 1)]",
            ),
            ("        self.up1 = nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)\n", ""),
            ("self.up2(m)", "self.ups[0](m)"),
            ("self.up1(d2)", "self.ups[1](d2)"),
        ],
    ),
    Mistake(
        "detached",
        "The bottleneck is detached, so it does not learn.",
        expect="gradients failed",
        edits=[("m = F.relu(self.mid(self.pool(e2)))", "m = F.relu(self.mid(self.pool(e2))).detach()")],
        base=NOTEBOOK,
    ),
    Mistake(
        "loads_weights",
        "It loads trained weights from a file in its __init__.",
        expect="own_model failed",
        edits=[
            (
                "self.last = nn.Conv2d(16, 11, kernel_size=1)",
                """self.last = nn.Conv2d(16, 11, kernel_size=1)
        self.load_state_dict(torch.load('seg_unet.pt', map_location='cpu'))""",
            )
        ],
    ),
)

WIDTH = ("more outputs", "fewer outputs", "layer dropped", "layer repeated", "layer used twice", "no bias")
DEPTH = ("pooling added", "pooling dropped", "other pooling", "other kind of pooling")
BETWEEN = ("other activation", "activation added", "normalisation added", "dropout added")
WEIGHTS = ("scaled", "negated", "input scaled", "input negated", "other order of a skip")
MIRRORED = ("flipped", "input flipped", "output flipped", "input made smaller")
FREE = {"segmentation": (*WIDTH, *DEPTH, *BETWEEN, *WEIGHTS, *MIRRORED)}
"""What `grade validate --mutants` need not take for a mistake: the page leaves it to the student, or the
weights make up for it, or, as with an image upside down, the training shows it. Where such a change breaks a
rule of the page, it costs points all the same."""
