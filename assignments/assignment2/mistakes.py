"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_script.py"
NOTEBOOK = "right_lab_notebook.ipynb"  # in this file and the next, the classifier uses the U-Net
MODULE_LISTS = "right_module_lists.py"

UNET = (
    Mistake(
        "cat_channels",
        "The convolution after the concatenation expects the channels of one of the two maps.",
        expect="unet_runs failed, rest blocked",
        edits=[("self.dec2 = nn.Conv2d(64, 32,", "self.dec2 = nn.Conv2d(32, 32,")],
    ),
    Mistake(
        "one_channel",
        "The U-Net returns an image of one channel.",
        expect="unet_output_shape failed, unet_psnr blocked",
        edits=[("self.last = nn.Conv2d(16, 3,", "self.last = nn.Conv2d(16, 1,")],
    ),
    Mistake(
        "kernel_3",
        "The U-Net's lowest convolution is 3x3 with padding 1.",
        expect="unet_filters partial",
        edits=[
            (
                "self.mid = nn.Conv2d(32, 64, kernel_size=5, stride=1, padding=2)",
                "self.mid = nn.Conv2d(32, 64, kernel_size=3, stride=1, padding=1)",
            )
        ],
    ),
    Mistake(
        "last_1x1",
        "The U-Net's last convolution is 1x1.",
        expect="unet_filters partial",
        edits=[
            (
                "self.last = nn.Conv2d(16, 3, kernel_size=5, stride=1, padding=2)",
                "self.last = nn.Conv2d(16, 3, kernel_size=1)",
            )
        ],
    ),
    Mistake(
        "all_kernel_3",
        "Every convolution is 3x3 with padding 1, and the classifier uses the same U-Net.",
        expect="unet_filters failed, classifier_filters failed",
        edits=[
            ("nn.Conv2d(channels, width, 5, padding=2)", "nn.Conv2d(channels, width, 3, padding=1)"),
            ("nn.Conv2d(2 * width, width, 5, padding=2)", "nn.Conv2d(2 * width, width, 3, padding=1)"),
            ("nn.Conv2d(widths[0], 3, 5, padding=2)", "nn.Conv2d(widths[0], 3, 3, padding=1)"),
        ],
        base=MODULE_LISTS,
    ),
    Mistake(
        "strided_convolution",
        "A convolution with stride 2 stands in the place of a pooling.",
        expect="unet_filters partial, unet_pooling partial",
        edits=[
            (
                "self.enc2 = nn.Conv2d(16, 32, kernel_size=5, stride=1, padding=2)",
                "self.enc2 = nn.Conv2d(16, 32, kernel_size=5, stride=2, padding=2)",
            ),
            ("self.enc2(self.pool(e1))", "self.enc2(e1)"),
        ],
    ),
    Mistake(
        "transposed_kernel_2",
        "The transposed convolutions have kernel 2 and stride 2.",
        expect="unet_up_sampling failed",
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
        "The transposed convolutions have kernel 3; output_padding makes the sizes fit.",
        expect="unet_up_sampling failed",
        edits=[
            (
                "nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)",
                "nn.ConvTranspose2d(64, 32, kernel_size=3, stride=2, padding=1, output_padding=1)",
            ),
            (
                "nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)",
                "nn.ConvTranspose2d(32, 16, kernel_size=3, stride=2, padding=1, output_padding=1)",
            ),
        ],
    ),
    Mistake(
        "output_padding",
        "One transposed convolution has output_padding=1, and what is too much is cut off.",
        expect="unet_up_sampling partial",
        edits=[
            (
                "nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)",
                "nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1, output_padding=1)",
            ),
            ("torch.cat([self.up2(m), e2], dim=1)", "torch.cat([self.up2(m)[:, :, :16, :16], e2], dim=1)"),
        ],
    ),
    Mistake(
        "interpolation",
        "The U-Net enlarges its maps by interpolation.",
        expect="unet_up_sampling failed",
        edits=[
            (
                "nn.ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1)",
                "nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(64, 32, 5, 1, 2), nn.ReLU())",
            ),
            (
                "nn.ConvTranspose2d(32, 16, kernel_size=4, stride=2, padding=1)",
                "nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(32, 16, 5, 1, 2), nn.ReLU())",
            ),
        ],
    ),
    Mistake(
        "one_level",
        "The U-Net goes down one level only.",
        expect="unet_levels failed",
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
        "The U-Net goes down by two levels and up from 8x8 to 32x32 in one.",
        expect="unet_levels failed",
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
        "slicing",
        "The U-Net takes every other pixel instead of pooling.",
        expect="unet_pooling failed",
        edits=[
            ("self.pool(e1)", "e1[:, :, ::2, ::2]"),
            ("self.pool(e2)", "e2[:, :, ::2, ::2]"),
        ],
    ),
    Mistake(
        "no_skips",
        "The U-Net is an auto-encoder without skip connections.",
        expect="unet_skips failed, unet_psnr short",
        edits=[
            ("self.dec2 = nn.Conv2d(64, 32,", "self.dec2 = nn.Conv2d(32, 32,"),
            ("self.dec1 = nn.Conv2d(32, 16,", "self.dec1 = nn.Conv2d(16, 16,"),
            ("torch.cat([self.up2(m), e2], dim=1)", "self.up2(m)"),
            ("torch.cat([self.up1(d2), e1], dim=1)", "self.up1(d2)"),
        ],
    ),
    Mistake(
        "skip_missing",
        "The skip connection at 16x16 is missing.",
        expect="unet_skips partial",
        edits=[
            ("self.dec2 = nn.Conv2d(64, 32,", "self.dec2 = nn.Conv2d(32, 32,"),
            ("torch.cat([self.up2(m), e2], dim=1)", "self.up2(m)"),
        ],
    ),
    Mistake(
        "added_skips",
        "The U-Net adds the encoder's maps instead of concatenating them.",
        expect="unet_skips failed",
        edits=[
            ("self.dec2 = nn.Conv2d(64, 32,", "self.dec2 = nn.Conv2d(32, 32,"),
            ("self.dec1 = nn.Conv2d(32, 16,", "self.dec1 = nn.Conv2d(16, 16,"),
            ("torch.cat([self.up2(m), e2], dim=1)", "self.up2(m) + e2"),
            ("torch.cat([self.up1(d2), e1], dim=1)", "self.up1(d2) + e1"),
        ],
    ),
    Mistake(
        "skip_from_decoder",
        "The variable with the encoder's map is overwritten, so the decoder's map is concatenated to itself.",
        expect="unet_skips partial",
        edits=[
            (
                "d2 = torch.cat([self.up2(m), e2], dim=1)",
                """e2 = self.up2(m)
        d2 = torch.cat([e2, e2], dim=1)""",
            )
        ],
    ),
    Mistake(
        "skip_from_image",
        "The image itself, not the encoder's map, is handed to the decoder at 32x32.",
        expect="unet_skips partial, unet_bottleneck failed",
        edits=[
            ("self.dec1 = nn.Conv2d(32, 16,", "self.dec1 = nn.Conv2d(16 + 3, 16,"),
            ("torch.cat([self.up1(d2), e1], dim=1)", "torch.cat([self.up1(d2), x], dim=1)"),
        ],
    ),
    Mistake(
        "image_joins",
        "The image is concatenated before the last convolution, past the bottleneck.",
        expect="unet_bottleneck failed",
        edits=[
            ("self.last = nn.Conv2d(16, 3,", "self.last = nn.Conv2d(16 + 3, 3,"),
            ("return self.last(d1)", "return self.last(torch.cat([d1, x], dim=1))"),
        ],
    ),
    Mistake(
        "output_plus_input",
        "The image is added to the output, past the bottleneck.",
        expect="unet_bottleneck failed",
        edits=[("return self.last(d1)", "return self.last(d1) + x")],
    ),
    Mistake(
        "no_activations",
        "The U-Net has no activation at all.",
        expect="unet_activations failed",
        edits=[
            ("F.relu(self.enc1(x))", "self.enc1(x)"),
            ("F.relu(self.enc2(self.pool(e1)))", "self.enc2(self.pool(e1))"),
            ("F.relu(self.mid(self.pool(e2)))", "self.mid(self.pool(e2))"),
            ("F.relu(self.dec2(d2))", "self.dec2(d2)"),
            ("F.relu(self.dec1(d1))", "self.dec1(d1)"),
        ],
    ),
    Mistake(
        "relu_missing",
        "No ReLU follows the second convolution.",
        expect="unet_activations partial",
        edits=[("F.relu(self.enc2(self.pool(e1)))", "self.enc2(self.pool(e1))")],
    ),
    Mistake(
        "too_few_parameters",
        "The U-Net has widths of 2, 4 and 8: fewer than 3,000 parameters.",
        expect="unet_parameters failed",
        edits=[("WIDTHS = [8, 16, 32, 64, 64]", "WIDTHS = [2, 4, 8]")],
        base=MODULE_LISTS,
    ),
    Mistake(
        "too_many_parameters",
        "The bottleneck is a vector of 512 numbers, which takes 4 million weights.",
        expect="unet_parameters failed",
        edits=[
            ("self.squeeze = nn.Linear(64 * 8 * 8, 128)", "self.squeeze = nn.Linear(64 * 8 * 8, 512)"),
            ("self.expand = nn.Linear(128, 64 * 8 * 8)", "self.expand = nn.Linear(512, 64 * 8 * 8)"),
        ],
        base="right_vector_bottleneck.py",
    ),
    Mistake(
        "fixed_batch",
        "Both models reshape with the number 100, so they only work for batches of 100.",
        expect="unet_batch_size failed, classifier_batch_size failed",
        edits=[
            ("return self.last(d1)", "return self.last(d1).reshape(100, 3, 32, 32)"),
            ("x = x.view(x.size(0), -1)", "x = x.view(100, -1)"),
        ],
    ),
    Mistake(
        "batch_mean",
        "The U-Net subtracts the mean over the batch from its input.",
        expect="unet_independent failed",
        edits=[
            (
                "e1 = F.relu(self.enc1(x))",
                """x = x - x.mean(dim=0)
        e1 = F.relu(self.enc1(x))""",
            )
        ],
    ),
    Mistake(
        "unused_layer",
        "The U-Net makes a convolution that its forward never uses.",
        expect="unet_all_used failed",
        edits=[
            (
                "self.pool = nn.MaxPool2d(2)",
                """self.mid2 = nn.Conv2d(64, 64, kernel_size=5, stride=1, padding=2)
        self.pool = nn.MaxPool2d(2)""",
            )
        ],
    ),
    Mistake(
        "detached",
        "The bottleneck's map is detached, so that its convolution cannot learn.",
        expect="unet_gradients failed",
        edits=[("m = F.relu(self.mid(self.pool(e2)))", "m = F.relu(self.mid(self.pool(e2))).detach()")],
    ),
    Mistake(
        "loads_weights",
        "The U-Net loads trained weights from a file in its __init__.",
        expect="unet_own_model failed",
        edits=[
            (
                "self.last = nn.Conv2d(16, 3, kernel_size=5, stride=1, padding=2)",
                """self.last = nn.Conv2d(16, 3, kernel_size=5, stride=1, padding=2)
        self.load_state_dict(torch.load('unet.pt', map_location='cpu'))""",
            )
        ],
    ),
    Mistake(
        "sigmoid",
        "The U-Net has sigmoid in the place of ReLU, with which it hardly learns.",
        expect="unet_psnr short",
        edits=[
            ("F.relu(self.enc1(x))", "torch.sigmoid(self.enc1(x))"),
            ("F.relu(self.enc2(self.pool(e1)))", "torch.sigmoid(self.enc2(self.pool(e1)))"),
            ("F.relu(self.mid(self.pool(e2)))", "torch.sigmoid(self.mid(self.pool(e2)))"),
            ("F.relu(self.dec2(d2))", "torch.sigmoid(self.dec2(d2))"),
            ("F.relu(self.dec1(d1))", "torch.sigmoid(self.dec1(d1))"),
        ],
    ),
)

CLASSIFIER = (
    Mistake(
        "classifier_missing",
        "Only the U-Net was handed in.",
        expect="classifier_runs failed, rest blocked",
        edits=[
            (
                """class UNetClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.unet = UNet()
        self.fc = nn.Linear(3 * 32 * 32, 10)

    def forward(self, x):
        x = self.unet(x)
        x = torch.flatten(x, 1)
        return self.fc(x)
""",
                "",
            )
        ],
        base=MODULE_LISTS,
    ),
    Mistake(
        "classifier_flatten_size",
        "The fully connected layer expects another number of inputs than flattening gives.",
        expect="classifier_runs failed, rest blocked",
        edits=[("self.fc = nn.Linear(8 * 32 * 32, 10)", "self.fc = nn.Linear(8 * 16 * 16, 10)")],
    ),
    Mistake(
        "classifier_100_classes",
        "The classifier returns 100 numbers an image.",
        expect="classifier_output_shape failed, classifier_accuracy blocked",
        edits=[("self.fc = nn.Linear(8 * 32 * 32, 10)", "self.fc = nn.Linear(8 * 32 * 32, 100)")],
    ),
    Mistake(
        "classifier_transposed",
        "One transposed convolution of the classifier has kernel 2.",
        expect="classifier_up_sampling failed",
        edits=[("nn.ConvTranspose2d(16, 8, 4, 2, 1)", "nn.ConvTranspose2d(16, 8, 2, 2)")],
    ),
    Mistake(
        "classifier_without_decoder",
        "The classifier is an encoder alone.",
        expect="classifier_up_sampling failed, classifier_levels failed, classifier_skips failed, "
        "classifier_bottleneck failed",
        edits=[
            (
                """self.unet = UNet()
        self.fc = nn.Linear(32 * 32 * 3, 10)""",
                """self.conv1 = nn.Conv2d(3, 16, 5, padding=2)
        self.conv2 = nn.Conv2d(16, 32, 5, padding=2)
        self.conv3 = nn.Conv2d(32, 64, 5, padding=2)
        self.fc = nn.Linear(8 * 8 * 64, 10)""",
            ),
            (
                """y = self.unet(x)
        y = y.view(-1, 32 * 32 * 3)""",
                """y = F.max_pool2d(F.relu(self.conv1(x)), 2)
        y = F.max_pool2d(F.relu(self.conv2(y)), 2)
        y = F.relu(self.conv3(y))
        y = y.view(-1, 8 * 8 * 64)""",
            ),
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "classifier_one_level",
        "The classifier's U-Net goes down one level only.",
        expect="classifier_levels failed",
        edits=[
            ("        self.down2 = nn.Conv2d(8, 16, 5, padding=2)\n", ""),
            ("self.bottom = nn.Conv2d(16, 32,", "self.bottom = nn.Conv2d(8, 16,"),
            (
                """        self.up2 = nn.ConvTranspose2d(32, 16, 4, 2, 1)
        self.conv2 = nn.Conv2d(32, 16, 5, padding=2)
""",
                "",
            ),
            ("        b = F.relu(self.down2(F.max_pool2d(a, 2)))\n", ""),
            ("x = F.relu(self.bottom(F.max_pool2d(b, 2)))", "x = F.relu(self.bottom(F.max_pool2d(a, 2)))"),
            ("        x = F.relu(self.conv2(torch.cat([self.up2(x), b], 1)))\n", ""),
        ],
    ),
    Mistake(
        "classifier_slicing",
        "The classifier takes every other pixel in the place of one pooling.",
        expect="classifier_pooling failed",
        edits=[("self.down2(F.max_pool2d(a, 2))", "self.down2(a[:, :, ::2, ::2])")],
    ),
    Mistake(
        "classifier_skip_missing",
        "The classifier has no skip connection at 32x32.",
        expect="classifier_skips partial",
        edits=[
            ("self.conv1 = nn.Conv2d(16, 8,", "self.conv1 = nn.Conv2d(8, 8,"),
            ("torch.cat([self.up1(x), a], 1)", "self.up1(x)"),
        ],
    ),
    Mistake(
        "classifier_reads_encoder",
        "The fully connected layer reads the encoder's first map besides the decoder's last.",
        expect="classifier_bottleneck failed",
        edits=[
            ("self.fc = nn.Linear(8 * 32 * 32, 10)", "self.fc = nn.Linear(2 * 8 * 32 * 32, 10)"),
            ("x = x.view(x.size(0), -1)", "x = torch.cat([x.flatten(1), a.flatten(1)], dim=1)"),
        ],
    ),
    Mistake(
        "classifier_relu_missing",
        "No ReLU follows the classifier's lowest convolution.",
        expect="classifier_activations failed",
        edits=[("F.relu(self.bottom(F.max_pool2d(b, 2)))", "self.bottom(F.max_pool2d(b, 2))")],
    ),
    Mistake(
        "classifier_softmax",
        "The classifier applies softmax before a loss that contains it.",
        expect="classifier_logits failed",
        edits=[("y = self.fc(y)", "y = F.softmax(self.fc(y), dim=1)")],
        base=NOTEBOOK,
    ),
    Mistake(
        "classifier_too_many_parameters",
        "A fully connected layer of 400 nodes reads the whole map: 3.3 million weights.",
        expect="classifier_parameters failed",
        edits=[
            (
                "self.fc = nn.Linear(8 * 32 * 32, 10)",
                "self.fc = nn.Sequential(nn.Linear(8 * 32 * 32, 400), nn.ReLU(), nn.Linear(400, 10))",
            )
        ],
    ),
    Mistake(
        "classifier_batch_mean",
        "The classifier takes the mean over the batch off its input.",
        expect="classifier_independent failed",
        edits=[("a = F.relu(self.down1(x))", "a = F.relu(self.down1(x - x.mean(0)))")],
    ),
    Mistake(
        "classifier_loads_weights",
        "The classifier loads trained weights from a file in its __init__.",
        expect="classifier_own_model failed",
        edits=[
            (
                "self.fc = nn.Linear(8 * 32 * 32, 10)",
                """self.fc = nn.Linear(8 * 32 * 32, 10)
        self.load_state_dict(torch.load('classifier.pt'))""",
            )
        ],
    ),
    Mistake(
        "classifier_unused_layer",
        "The classifier makes a fully connected layer that its forward never uses.",
        expect="classifier_all_used failed",
        edits=[
            (
                "self.fc = nn.Linear(8 * 32 * 32, 10)",
                """self.fc = nn.Linear(8 * 32 * 32, 10)
        self.fc2 = nn.Linear(100, 10)""",
            )
        ],
    ),
    Mistake(
        "classifier_detached",
        "The classifier detaches what its U-Net makes, so that only its last layer learns.",
        expect="classifier_gradients failed",
        edits=[("y = self.unet(x)", "y = self.unet(x).detach()")],
        base=NOTEBOOK,
    ),
    Mistake(
        "classifier_zero_weights",
        "The classifier sets all its weights and biases to zero.",
        expect="classifier_gradients failed, classifier_accuracy failed",
        edits=[
            (
                "self.fc = nn.Linear(8 * 32 * 32, 10)",
                """self.fc = nn.Linear(8 * 32 * 32, 10)
        for p in self.parameters():
            nn.init.zeros_(p)""",
            )
        ],
    ),
)

MISTAKES = (*UNET, *CLASSIFIER)

WIDTH = ("more outputs", "fewer outputs", "layer dropped", "layer repeated", "layer used twice", "no bias")
DEPTH = ("pooling added", "pooling dropped", "other pooling", "other kind of pooling")
BETWEEN = ("other activation", "activation added", "normalisation added", "dropout added")
WEIGHTS = ("scaled", "negated", "input scaled", "input negated", "other order of a skip")
MIRRORED = ("flipped", "input flipped", "output flipped", "input made smaller")
IMAGE = ("activation on the output", "output scaled", "output negated", "output limited")
CHOICE = (*WIDTH, *DEPTH, *BETWEEN, *WEIGHTS, *MIRRORED)
FREE = {"unet": (*CHOICE, *IMAGE, "dropout on the output"), "classifier": CHOICE}
"""What `grade validate --mutants` need not take for a mistake: the page leaves it to the student, or the
weights make up for it, or, as with an image upside down, the training shows it. Where such a change breaks a
rule of the page, it costs points all the same."""
