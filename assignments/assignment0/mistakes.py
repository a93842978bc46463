"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_functional.py"
NOTEBOOK = "right_lab_notebook.ipynb"

SLP = (
    Mistake(
        "slp_cropped",
        "SLP cuts the border of four pixels off the image and takes 20*20 = 400 inputs instead of 784.",
        expect="slp_inputs failed, slp_parameters partial, slp_outputs partial",
        edits=[
            ("self.fc = nn.Linear(28*28, 10)", "self.fc = nn.Linear(20*20, 10)"),
            ("return self.fc(torch.flatten(x, 1))", "return self.fc(torch.flatten(x[:, :, 4:24, 4:24], 1))"),
        ],
    ),
    Mistake(
        "slp_not_flattened",
        "SLP does not flatten the image: a layer 28x10 is applied to each of its 28 rows, so nothing that is "
        "asked for is there.",
        expect="slp_inputs failed, slp_output_shape failed, slp_fully_connected failed, slp_parameters "
        "failed, slp_outputs failed, slp_nothing_else blocked, slp_logits blocked, slp_batch_size blocked, "
        "slp_gradients blocked, slp_own_model blocked, rest blocked",
        edits=[
            ("self.fc = nn.Linear(28*28, 10)", "self.fc = nn.Linear(28, 10)"),
            ("return self.fc(torch.flatten(x, 1))", "return self.fc(x)"),
        ],
    ),
    Mistake(
        "slp_one_output",
        "SLP returns one number, the digit itself, instead of a number for each of the ten classes.",
        expect="slp_output_shape failed, slp_fully_connected failed, slp_parameters failed, slp_outputs "
        "failed, rest blocked",
        edits=[("self.fc = nn.Linear(28*28, 10)", "self.fc = nn.Linear(28*28, 1)")],
    ),
    Mistake(
        "slp_two_layers",
        "SLP has a second layer, 784x100 and 100x10, where one layer 784x10 was asked for.",
        expect="slp_fully_connected partial, slp_parameters partial, slp_outputs partial",
        edits=[
            (
                "self.fc = nn.Linear(28*28, 10)",
                """self.hidden = nn.Linear(28*28, 100)
        self.fc = nn.Linear(100, 10)""",
            ),
            ("return self.fc(torch.flatten(x, 1))", "return self.fc(self.hidden(torch.flatten(x, 1)))"),
        ],
    ),
    Mistake(
        "slp_no_bias",
        "SLP has no bias.",
        expect="slp_fully_connected failed, slp_parameters failed, slp_outputs failed",
        edits=[("self.fc = nn.Linear(28*28, 10)", "self.fc = nn.Linear(28*28, 10, bias=False)")],
    ),
    Mistake(
        "slp_dropout",
        "SLP drops half of the pixels (dropout), which was not asked for.",
        expect="slp_nothing_else failed",
        edits=[
            (
                "self.fc = nn.Linear(28*28, 10)",
                """self.fc = nn.Linear(28*28, 10)
        self.dropout = nn.Dropout(0.5)""",
            ),
            ("return self.fc(torch.flatten(x, 1))", "return self.fc(self.dropout(torch.flatten(x, 1)))"),
        ],
    ),
    Mistake(
        "slp_softmax",
        "SLP applies softmax to its output, so the cross-entropy loss gets probabilities instead of logits.",
        expect="slp_outputs partial, slp_logits failed, slp_accuracy short",
        edits=[
            (
                """y = self.fc(y)
        return y""",
                """y = self.fc(y)
        return F.softmax(y, dim=1)""",
            )
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "slp_fixed_batch",
        "SLP flattens with view(100, 784), so it only works for batches of 100.",
        expect="slp_batch_size failed",
        edits=[("return self.fc(torch.flatten(x, 1))", "return self.fc(x.view(100, 784))")],
    ),
    Mistake(
        "slp_frozen",
        "SLP's only layer is frozen.",
        expect="slp_gradients failed, slp_accuracy failed",
        edits=[
            (
                "self.fc = nn.Linear(28*28, 10)",
                """self.fc = nn.Linear(28*28, 10)
        for p in self.parameters():
            p.requires_grad = False""",
            )
        ],
    ),
    Mistake(
        "slp_loads_weights",
        "SLP loads trained weights from a file in its __init__.",
        expect="slp_own_model failed",
        edits=[
            (
                "self.fc = nn.Linear(28*28, 10)",
                """self.fc = nn.Linear(28*28, 10)
        self.load_state_dict(torch.load('slp.pt'))""",
            )
        ],
    ),
)

MLP = (
    Mistake(
        "mlp_detached",
        "MLP detaches its hidden layer, which learns nothing.",
        expect="mlp_gradients failed",
        edits=[("x = torch.sigmoid(self.fc1(x))", "x = torch.sigmoid(self.fc1(x)).detach()")],
    ),
    Mistake(
        "mlp_loads_weights",
        "MLP loads trained weights from a file in its __init__.",
        expect="mlp_own_model failed",
        edits=[
            (
                "self.fc1 = nn.Linear(28*28, 100)",
                """self.fc1 = nn.Linear(28*28, 100)
        self.fc1.load_state_dict(torch.load('mlp_fc1.pt'))""",
            )
        ],
    ),
    Mistake(
        "mlp_super_missing",
        "MLP's __init__ does not call super().__init__().",
        expect="mlp_runs failed, rest blocked",
        edits=[("        super(MLP, self).__init__()\n", "")],
    ),
    Mistake(
        "mlp_torchvision",
        "MLP is the ready-made one of torchvision.ops instead of the student's own.",
        expect="mlp_runs failed, rest blocked",
        edits=[
            (
                "import torch.nn as nn",
                """import torch.nn as nn
import torchvision""",
            ),
            (
                """self.fc1 = nn.Linear(28*28, 100)
        self.fc2 = nn.Linear(100, 10)""",
                "self.layers = torchvision.ops.MLP(784, [100, 10], activation_layer=nn.Sigmoid)",
            ),
            (
                """x = torch.sigmoid(self.fc1(x))
        return self.fc2(x)""",
                "return self.layers(x)",
            ),
        ],
    ),
    Mistake(
        "mlp_pooled_input",
        "MLP halves the image by average pooling first, so it takes 14*14 = 196 inputs instead of 784.",
        expect="mlp_inputs failed, mlp_parameters partial, mlp_outputs partial",
        edits=[
            ("self.fc1 = nn.Linear(28*28, 100)", "self.fc1 = nn.Linear(14*14, 100)"),
            (
                """x = torch.flatten(x, 1)
        x = torch.sigmoid""",
                """x = F.avg_pool2d(x, 2)
        x = torch.flatten(x, 1)
        x = torch.sigmoid""",
            ),
        ],
    ),
    Mistake(
        "mlp_output_layer_missing",
        "MLP has no output layer: it returns the 100 hidden nodes.",
        expect="mlp_output_shape failed, mlp_fully_connected partial, mlp_parameters partial, mlp_outputs "
        "partial, rest blocked",
        edits=[
            ("        self.fc2 = nn.Linear(in_features=100, out_features=10)\n", ""),
            (
                """y = self.fc2(y)
        return y""",
                "return y",
            ),
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "mlp_hidden_128",
        "MLP has 128 hidden nodes instead of 100.",
        expect="mlp_fully_connected partial, mlp_parameters partial, mlp_outputs partial",
        edits=[
            ("self.fc1 = nn.Linear(28*28, 100)", "self.fc1 = nn.Linear(28*28, 128)"),
            ("self.fc2 = nn.Linear(100, 10)", "self.fc2 = nn.Linear(128, 10)"),
        ],
    ),
    Mistake(
        "mlp_no_sigmoid",
        "MLP has no activation between its two layers.",
        expect="mlp_activations failed, mlp_outputs partial, mlp_accuracy failed",
        edits=[("y = self.sigmoid(self.fc1(y))", "y = self.fc1(y)")],
        base=NOTEBOOK,
    ),
    Mistake(
        "mlp_relu",
        "MLP uses ReLU where the assignment asks for sigmoid.",
        expect="mlp_activations failed, mlp_outputs partial",
        edits=[("torch.sigmoid(self.fc1(x))", "F.relu(self.fc1(x))")],
    ),
    Mistake(
        "mlp_batch_norm",
        "MLP has a batch norm after its first layer, which was not asked for.",
        expect="mlp_nothing_else failed, mlp_parameters partial, mlp_outputs partial",
        edits=[
            (
                "self.fc1 = nn.Linear(28*28, 100)",
                """self.fc1 = nn.Linear(28*28, 100)
        self.bn = nn.BatchNorm1d(100)""",
            ),
            ("torch.sigmoid(self.fc1(x))", "torch.sigmoid(self.bn(self.fc1(x)))"),
        ],
    ),
    Mistake(
        "mlp_unused_layer",
        "MLP makes a third layer that its forward never uses.",
        expect="mlp_parameters partial",
        edits=[
            (
                "self.fc2 = nn.Linear(100, 10)",
                """self.fc2 = nn.Linear(100, 10)
        self.fc3 = nn.Linear(100, 10)""",
            )
        ],
    ),
    Mistake(
        "mlp_softmax",
        "MLP applies softmax to its output, so the cross-entropy loss gets probabilities instead of logits.",
        expect="mlp_outputs partial, mlp_logits failed",
        edits=[("return self.fc2(x)", "return torch.softmax(self.fc2(x), dim=1)")],
    ),
    Mistake(
        "mlp_fixed_batch",
        "MLP flattens with view(100, 784), so it only works for batches of 100.",
        expect="mlp_batch_size failed",
        edits=[
            (
                """x = torch.flatten(x, 1)
        x = torch.sigmoid""",
                """x = x.view(100, 784)
        x = torch.sigmoid""",
            )
        ],
    ),
)

CIFAR_MLP = (
    Mistake(
        "cifar_empty",
        "CifarMLP is still as empty as in the template.",
        expect="cifar_runs failed, rest blocked",
        edits=[
            (
                """super(CifarMLP, self).__init__()
        self.fc1 = nn.Linear(32*32*3, 100)
        self.fc2 = nn.Linear(100, 100)
        self.fc3 = nn.Linear(100, 100)
        self.fc4 = nn.Linear(100, 100)
        self.fc5 = nn.Linear(100, 10)

    def forward(self, x):
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = torch.relu(self.fc3(x))
        x = self.fc4(x).relu()
        return self.fc5(x)""",
                """super().__init__()
        # 여기에 코드를 작성하십시오.
        pass

    def forward(self, x):
        # 여기에 코드를 작성하십시오.
        pass""",
            )
        ],
    ),
    Mistake(
        "cifar_flatten_size",
        "CifarMLP flattens with view(-1, 32 * 32) as if the images had one colour channel, so forward fails.",
        expect="cifar_runs failed, rest blocked",
        edits=[
            (
                """x = torch.flatten(x, 1)
        x = F.relu""",
                """x = x.view(-1, 32 * 32)
        x = F.relu""",
            )
        ],
    ),
    Mistake(
        "cifar_grey",
        "CifarMLP makes the image grey first, so it takes 32*32 = 1024 inputs instead of 3072.",
        expect="cifar_inputs failed, cifar_parameters partial, cifar_outputs partial",
        edits=[
            ("self.fc1 = nn.Linear(32*32*3, 100)", "self.fc1 = nn.Linear(32*32, 100)"),
            (
                """x = torch.flatten(x, 1)
        x = F.relu""",
                """x = torch.flatten(x.mean(1), 1)
        x = F.relu""",
            ),
        ],
    ),
    Mistake(
        "cifar_100_classes",
        "CifarMLP has 100 outputs instead of 10.",
        expect="cifar_output_shape failed, cifar_fully_connected partial, cifar_parameters partial, "
        "cifar_outputs partial, rest blocked",
        edits=[("self.fc5 = nn.Linear(100, 10)", "self.fc5 = nn.Linear(100, 100)")],
    ),
    Mistake(
        "cifar_layer_missing",
        "CifarMLP has four layers instead of five: the input was counted as a layer.",
        expect="cifar_fully_connected partial, cifar_parameters partial, cifar_outputs partial",
        edits=[
            ("        self.fc4 = nn.Linear(100, 100)\n", ""),
            ("        x = self.fc4(x).relu()\n", ""),
        ],
    ),
    Mistake(
        "cifar_layer_too_many",
        "CifarMLP has five hidden layers and an output layer, six layers instead of five.",
        expect="cifar_fully_connected partial, cifar_parameters partial, cifar_outputs partial",
        edits=[
            (
                "self.fc5 = nn.Linear(100, 10)",
                """self.fc5 = nn.Linear(100, 100)
        self.fc6 = nn.Linear(100, 10)""",
            ),
            (
                "return self.fc5(x)",
                """x = F.relu(self.fc5(x))
        return self.fc6(x)""",
            ),
        ],
    ),
    Mistake(
        "cifar_one_relu_missing",
        "CifarMLP has no ReLU after its third layer.",
        expect="cifar_activations partial, cifar_outputs partial",
        edits=[("x = torch.relu(self.fc3(x))", "x = self.fc3(x)")],
    ),
    Mistake(
        "cifar_sigmoid",
        "CifarMLP uses sigmoid where ReLU belongs.",
        expect="cifar_activations failed, cifar_outputs partial, cifar_accuracy failed",
        edits=[("self.relu = nn.ReLU()", "self.relu = nn.Sigmoid()")],
        base=NOTEBOOK,
    ),
    Mistake(
        "cifar_dropout",
        "CifarMLP has a dropout layer before its last layer, which was not asked for.",
        expect="cifar_nothing_else failed",
        edits=[
            (
                "self.relu = nn.ReLU()",
                """self.relu = nn.ReLU()
        self.dropout = nn.Dropout(p=0.2)""",
            ),
            ("y = self.fc5(y)", "y = self.fc5(self.dropout(y))"),
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "cifar_batch_normalised",
        "CifarMLP subtracts the mean over the batch and divides by the deviation, so an output depends on "
        "the other images.",
        expect="cifar_nothing_else failed, cifar_outputs failed, cifar_independent failed",
        edits=[
            (
                "x = F.relu(self.fc1(x))",
                """x = (x - x.mean(0)) / (x.std(0) + 1e-5)
        x = F.relu(self.fc1(x))""",
            )
        ],
    ),
    Mistake(
        "cifar_python_list",
        "CifarMLP keeps its layers in a Python list, so model.parameters() is empty and no optimizer trains "
        "them.",
        expect="cifar_parameters failed, cifar_all_used failed, cifar_gradients failed, "
        "cifar_accuracy failed",
        edits=[
            (
                """self.fc1 = nn.Linear(32*32*3, 100)
        self.fc2 = nn.Linear(100, 100)
        self.fc3 = nn.Linear(100, 100)
        self.fc4 = nn.Linear(100, 100)
        self.fc5 = nn.Linear(100, 10)""",
                """sizes = [32*32*3, 100, 100, 100, 100, 10]
        self.layers = [nn.Linear(i, o) for i, o in zip(sizes, sizes[1:])]""",
            ),
            (
                """x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = torch.relu(self.fc3(x))
        x = self.fc4(x).relu()
        return self.fc5(x)""",
                """for layer in self.layers[:-1]:
            x = F.relu(layer(x))
        return self.layers[-1](x)""",
            ),
        ],
    ),
    Mistake(
        "cifar_unused_layer",
        "CifarMLP makes a sixth layer that its forward never uses.",
        expect="cifar_parameters partial, cifar_all_used failed",
        edits=[
            (
                "self.fc5 = nn.Linear(100, 10)",
                """self.fc5 = nn.Linear(100, 10)
        self.fc6 = nn.Linear(100, 10)""",
            )
        ],
    ),
    Mistake(
        "cifar_softmax",
        "CifarMLP ends in a softmax layer, so the cross-entropy loss gets probabilities instead of logits.",
        expect="cifar_outputs partial, cifar_logits failed, cifar_accuracy short",
        edits=[
            (
                "self.relu = nn.ReLU()",
                """self.relu = nn.ReLU()
        self.softmax = nn.Softmax(dim=1)""",
            ),
            ("y = self.fc5(y)", "y = self.softmax(self.fc5(y))"),
        ],
        base=NOTEBOOK,
    ),
    Mistake(
        "cifar_relu_on_logits",
        "CifarMLP applies ReLU to its last layer's output, so the logits cannot be negative.",
        expect="cifar_outputs partial, cifar_logits failed",
        edits=[("return self.fc5(x)", "return F.relu(self.fc5(x))")],
    ),
    Mistake(
        "cifar_fixed_batch",
        "CifarMLP flattens with view(batch_size, -1) and batch_size = 100, so it only works for batches of "
        "100.",
        expect="cifar_batch_size failed",
        edits=[("y = torch.reshape(x, (-1, 32 * 32 * 3))", "y = x.view(batch_size, -1)")],
        base=NOTEBOOK,
    ),
    Mistake(
        "cifar_zero_weights",
        "CifarMLP sets all its weights and biases to zero.",
        expect="cifar_gradients failed, cifar_accuracy failed",
        edits=[
            (
                "self.fc5 = nn.Linear(100, 10)",
                """self.fc5 = nn.Linear(100, 10)
        for p in self.parameters():
            nn.init.zeros_(p)""",
            )
        ],
    ),
    Mistake(
        "cifar_loads_weights",
        "CifarMLP loads trained weights from a file in its __init__.",
        expect="cifar_own_model failed",
        edits=[
            (
                "self.fc5 = nn.Linear(100, 10)",
                """self.fc5 = nn.Linear(100, 10)
        self.load_state_dict(torch.load('cifar_mlp.pt', map_location='cpu'))""",
            )
        ],
    ),
)

MISTAKES = (*SLP, *MLP, *CIFAR_MLP)

FREE = {"slp": ("weights of zero",)}
"""What `grade validate --mutants` need not take for a mistake: a single layer learns from zeros as well."""
