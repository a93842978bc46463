"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_functional.py"
NOTEBOOK = "right_lab_notebook.ipynb"

CNN = (
    Mistake(
        "cnn_fixed_batch",
        "The CNN example flattens with view(100, -1), so it only works for batches of 100.",
        expect="cnn_batch_size failed",
        edits=[("return self.fc(torch.flatten(x, 1))", "return self.fc(x.view(100, -1))")],
    ),
    Mistake(
        "cnn_unused_layer",
        "The CNN example makes a third convolution that its forward never uses.",
        expect="cnn_all_used failed",
        edits=[
            (
                "self.conv2 = nn.Conv2d(32, 32, 5)",
                """self.conv2 = nn.Conv2d(32, 32, 5)
        self.conv3 = nn.Conv2d(32, 32, 5)""",
            )
        ],
    ),
    Mistake(
        "cnn_python_list",
        "The CNN example keeps its convolutions in a Python list, so no optimizer finds them.",
        expect="cnn_all_used failed, cnn_gradients failed",
        edits=[
            (
                """self.conv1 = nn.Conv2d(3, 32, 5)
        self.conv2 = nn.Conv2d(32, 32, 5)""",
                "self.convolutions = [nn.Conv2d(3, 32, 5), nn.Conv2d(32, 32, 5)]",
            ),
            ("x = self.conv2(self.conv1(x))", "x = self.convolutions[1](self.convolutions[0](x))"),
        ],
    ),
    Mistake(
        "cnn_loads_weights",
        "The CNN example loads trained weights from a file in its __init__.",
        expect="cnn_own_model failed",
        edits=[
            (
                "self.fc = nn.Linear(32 * 24 * 24, 10)",
                """self.fc = nn.Linear(32 * 24 * 24, 10)
        self.load_state_dict(torch.load('cnn.pth'))""",
            )
        ],
    ),
    Mistake(
        "cnn_missing",
        "The CNN example is not in the file; only LeNet5 was handed in.",
        expect="cnn_runs failed, rest blocked",
        edits=[
            (
                """class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 32, 5)
        self.conv2 = nn.Conv2d(32, 32, 5)
        self.fc = nn.Linear(32 * 24 * 24, 10)

    def forward(self, x):
        x = self.conv2(self.conv1(x))
        return self.fc(torch.flatten(x, 1))
""",
                "",
            )
        ],
    ),
    Mistake(
        "cnn_not_flattened",
        "The CNN example returns the 24x24x32 feature map: it is not flattened and there is no fully "
        "connected layer to 10 classes.",
        expect="cnn_output_shape failed, cnn_fully_connected failed, cnn_outputs partial",
        edits=[
            ("        self.fc = nn.Linear(32 * 24 * 24, 10)\n", ""),
            ("return self.fc(torch.flatten(x, 1))", "return x"),
        ],
    ),
    Mistake(
        "cnn_filters",
        "The CNN example's second convolution has 64 filters instead of 32.",
        expect="cnn_convolutions partial, cnn_outputs partial",
        edits=[
            ("nn.Conv2d(in_channels=32, out_channels=32,", "nn.Conv2d(in_channels=32, out_channels=64,"),
            ("self.fc = nn.Linear(24 * 24 * 32, 10)", "self.fc = nn.Linear(24 * 24 * 64, 10)"),
            ("y = y.view(-1, 24 * 24 * 32)", "y = y.view(-1, 24 * 24 * 64)"),
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "cnn_padding_same",
        "The CNN example uses padding='same' in its first convolution, so the feature maps are 32x32x32 and "
        "28x28x32.",
        expect="cnn_convolutions partial, cnn_outputs partial",
        edits=[
            (
                "in_channels=3, out_channels=32, kernel_size=5, stride=1, padding=0",
                "in_channels=3, out_channels=32, kernel_size=5, stride=1, padding='same'",
            ),
            ("self.fc = nn.Linear(24 * 24 * 32, 10)", "self.fc = nn.Linear(28 * 28 * 32, 10)"),
            ("y = y.view(-1, 24 * 24 * 32)", "y = y.view(-1, 28 * 28 * 32)"),
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "cnn_pooling",
        "The CNN example pools after its second convolution, so 12x12x32 numbers are flattened.",
        expect="cnn_nothing_else failed, cnn_outputs partial",
        edits=[
            ("self.fc = nn.Linear(24 * 24 * 32, 10)", "self.fc = nn.Linear(12 * 12 * 32, 10)"),
            (
                "y = y.view(-1, 24 * 24 * 32)",
                """y = F.max_pool2d(y, 2)
        y = y.view(-1, 12 * 12 * 32)""",
            ),
        ],
        base=NOTEBOOK,
    ),
)

LENET5 = (
    Mistake(
        "super_missing",
        "LeNet5's __init__ does not call super().__init__().",
        expect="runs failed, rest blocked",
        edits=[("        super(LeNet5, self).__init__()\n", "")],
        base=NOTEBOOK,
    ),
    Mistake(
        "attribute_typo",
        "LeNet5 makes self.covn1 but its forward calls self.conv1 (a typing mistake).",
        expect="runs failed, rest blocked",
        edits=[("self.conv1 = nn.Conv2d(3, 6, 5)", "self.covn1 = nn.Conv2d(3, 6, 5)")],
    ),
    Mistake(
        "returns_nothing",
        "LeNet5's forward has no return statement.",
        expect="runs failed, rest blocked",
        edits=[
            (
                """y = self.fc3(y)
        return y""",
                "y = self.fc3(y)",
            )
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "returns_tuple",
        "LeNet5's forward returns the logits and the features as a tuple.",
        expect="output_shape partial",
        edits=[("return self.fc3(x)", "return self.fc3(x), x")],
    ),
    Mistake(
        "torchvision_model",
        "LeNet5 is torchvision's ResNet-18 instead of the student's own network.",
        expect="runs failed, rest blocked",
        edits=[
            ("self.fc3 = nn.Linear(84, 10)", "self.resnet = torchvision.models.resnet18(num_classes=10)"),
            ("x = F.max_pool2d(F.relu(self.conv1(x)), 2)", "return self.resnet(x)"),
        ],
    ),
    Mistake(
        "100_classes",
        "LeNet5 has 100 outputs instead of 10.",
        expect="output_shape failed, fully_connected partial, feature_maps partial, parameters partial, "
        "outputs partial, rest blocked",
        edits=[("self.fc3 = nn.Linear(84, 10)", "self.fc3 = nn.Linear(84, 100)")],
    ),
    Mistake(
        "channels",
        "LeNet5's first convolution has 8 filters instead of 6 (and the second one takes 8 channels "
        "accordingly).",
        expect="convolutions partial, feature_maps partial, parameters partial, outputs partial",
        edits=[
            ("self.conv1 = nn.Conv2d(3, 6, 5)", "self.conv1 = nn.Conv2d(3, 8, 5)"),
            ("self.conv2 = nn.Conv2d(6, 16, 5)", "self.conv2 = nn.Conv2d(8, 16, 5)"),
        ],
    ),
    Mistake(
        "linear_for_conv2",
        "LeNet5's second convolution is replaced by a fully connected layer 1176x1600 whose output is "
        "reshaped to 10x10x16.",
        expect="convolutions partial, feature_maps partial, parameters partial, outputs partial",
        edits=[
            ("self.conv2 = nn.Conv2d(6, 16, 5)", "self.conv2 = nn.Linear(6 * 14 * 14, 16 * 10 * 10)"),
            (
                "x = F.max_pool2d(F.relu(self.conv2(x)), 2)",
                """x = self.conv2(torch.flatten(x, 1)).view(-1, 16, 10, 10)
        x = F.max_pool2d(F.relu(x), 2)""",
            ),
        ],
    ),
    Mistake(
        "second_conv_missing",
        "LeNet5 has no second convolution (and no second ReLU and pooling), so 1176 numbers are flattened "
        "instead of 400.",
        expect="convolutions partial, pooling partial, feature_maps partial, parameters partial, "
        "outputs partial",
        edits=[
            ("        self.conv2 = nn.Conv2d(6, 16, 5)\n", ""),
            ("self.fc1 = nn.Linear(16 * 5 * 5, 120)", "self.fc1 = nn.Linear(6 * 14 * 14, 120)"),
            ("        x = F.max_pool2d(F.relu(self.conv2(x)), 2)\n", ""),
        ],
    ),
    Mistake(
        "pooling_missing",
        "LeNet5 has no pooling after its second convolution, so 1600 numbers are flattened instead of 400.",
        expect="pooling partial, feature_maps partial, parameters partial, outputs partial",
        edits=[
            ("self.fc1 = nn.Linear(16 * 5 * 5, 120)", "self.fc1 = nn.Linear(16 * 10 * 10, 120)"),
            ("x = F.max_pool2d(F.relu(self.conv2(x)), 2)", "x = F.relu(self.conv2(x))"),
        ],
    ),
    Mistake(
        "fc84_missing",
        "LeNet5 has no 120x84 layer: the 120 numbers go straight to the 10 classes.",
        expect="fully_connected partial, feature_maps partial, parameters partial, outputs partial",
        edits=[
            ("        self.fc2 = nn.Linear(120, 84)\n", ""),
            ("self.fc3 = nn.Linear(84, 10)", "self.fc3 = nn.Linear(120, 10)"),
            ("        x = F.relu(self.fc2(x))\n", ""),
        ],
    ),
    Mistake(
        "no_activations",
        "LeNet5 has no activation function anywhere.",
        expect="activations failed, outputs partial",
        edits=[
            ("F.relu(self.conv1(x))", "self.conv1(x)"),
            ("F.relu(self.conv2(x))", "self.conv2(x)"),
            ("F.relu(self.fc1(x))", "self.fc1(x)"),
            ("F.relu(self.fc2(x))", "self.fc2(x)"),
        ],
    ),
    Mistake(
        "no_relu_after_conv1",
        "LeNet5 has no ReLU after its first convolution.",
        expect="activations partial, outputs partial",
        edits=[("F.relu(self.conv1(x))", "self.conv1(x)")],
    ),
    Mistake(
        "sigmoid",
        "LeNet5 uses sigmoid where ReLU belongs, after every layer but the last.",
        expect="activations failed, outputs partial, accuracy short",
        edits=[
            (
                """self.fc3 = nn.Linear(in_features=84, out_features=10)
        self.relu = nn.ReLU()""",
                """self.fc3 = nn.Linear(in_features=84, out_features=10)
        self.relu = nn.Sigmoid()""",
            )
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "softmax",
        "LeNet5 applies softmax to its output, so the cross-entropy loss gets probabilities instead of "
        "logits.",
        expect="logits failed, outputs partial, accuracy short",
        edits=[("y = self.fc3(y)", "y = torch.softmax(self.fc3(y), dim=1)")],
        base=NOTEBOOK,
    ),
    Mistake(
        "relu_on_logits",
        "LeNet5 applies ReLU to its last layer's output, so the logits cannot be negative.",
        expect="logits failed, outputs partial",
        edits=[("y = self.fc3(y)", "y = self.relu(self.fc3(y))")],
        base=NOTEBOOK,
    ),
    Mistake(
        "dropout",
        "LeNet5 has a dropout layer before its last fully connected layer, which LeNet-5 does not have.",
        expect="nothing_else failed",
        edits=[
            (
                "self.fc3 = nn.Linear(84, 10)",
                """self.dropout = nn.Dropout(0.5)
        self.fc3 = nn.Linear(84, 10)""",
            ),
            ("return self.fc3(x)", "return self.fc3(self.dropout(x))"),
        ],
    ),
    Mistake(
        "batch_mean",
        "LeNet5 subtracts the mean over the batch in forward, so an image's output depends on the other "
        "images in its batch.",
        expect="nothing_else failed, outputs failed, independent failed",
        edits=[
            (
                "x = F.max_pool2d(F.relu(self.conv1(x)), 2)",
                """x = x - x.mean(0)
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)""",
            )
        ],
    ),
    Mistake(
        "unused_layer",
        "LeNet5 makes a third convolution that its forward never uses.",
        expect="parameters partial, all_used failed",
        edits=[
            (
                "self.conv2 = nn.Conv2d(6, 16, 5)",
                """self.conv2 = nn.Conv2d(6, 16, 5)
        self.conv3 = nn.Conv2d(16, 120, 5)""",
            )
        ],
    ),
    Mistake(
        "fixed_batch",
        "LeNet5 flattens with view(100, -1), so it only works for batches of 100.",
        expect="batch_size failed",
        edits=[
            (
                """x = torch.flatten(x, 1)
        x = F.relu""",
                """x = x.view(100, -1)
        x = F.relu""",
            )
        ],
    ),
    Mistake(
        "zero_weights",
        "LeNet5 sets all its weights and biases to zero in its __init__.",
        expect="gradients failed, accuracy failed",
        edits=[
            (
                "self.fc3 = nn.Linear(84, 10)",
                """self.fc3 = nn.Linear(84, 10)
        for p in self.parameters():
            nn.init.zeros_(p)""",
            )
        ],
    ),
    Mistake(
        "loads_weights",
        "LeNet5 loads trained weights from the file lenet5.pth in its __init__.",
        expect="own_model failed",
        edits=[
            (
                "self.fc3 = nn.Linear(84, 10)",
                """self.fc3 = nn.Linear(84, 10)
        self.load_state_dict(torch.load('lenet5.pth'))""",
            )
        ],
    ),
)

MISTAKES = (*CNN, *LENET5)
