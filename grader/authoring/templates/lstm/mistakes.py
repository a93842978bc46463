"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_last_step.py"

MISTAKES = (
    Mistake(
        "attribute_typo",
        "forward uses self.embedding, which __init__ calls self.words.",
        expect="runs failed, rest blocked",
        edits=[("self.lstm(self.words(words))", "self.lstm(self.embedding(words))")],
    ),
    Mistake(
        "forward_without_lengths",
        "forward takes the words alone.",
        expect="runs failed, rest blocked",
        edits=[
            ("def forward(self, words, lengths):", "def forward(self, words):"),
            ("every[torch.arange(len(words)), lengths - 1]", "every[:, -1]"),
        ],
    ),
    Mistake(
        "last_of_the_padding",
        "The last step is taken, which is padding for all but the longest sequences.",
        expect="outputs partial, accuracy short",
        edits=[("every[torch.arange(len(words)), lengths - 1]", "every[:, -1]")],
    ),
    Mistake(
        "first_step",
        "The first step is taken, when nothing has been heard yet.",
        expect="outputs partial, accuracy short",
        edits=[("every[torch.arange(len(words)), lengths - 1]", "every[:, 0]")],
    ),
    Mistake(
        "batch_first_forgotten",
        "The LSTM takes the batch for the steps.",
        expect="outputs failed, accuracy short",
        edits=[("nn.LSTM(16, 32, batch_first=True)", "nn.LSTM(16, 32)")],
    ),
    Mistake(
        "gru",
        "A GRU in place of the LSTM.",
        expect="layers partial, outputs partial",
        edits=[("nn.LSTM(16, 32", "nn.GRU(16, 32")],
    ),
    Mistake(
        "half_the_state",
        "The state has 16 numbers instead of 32.",
        expect="layers partial, outputs partial",
        edits=[
            ("nn.LSTM(16, 32", "nn.LSTM(16, 16"),
            ("nn.Linear(32, 4)", "nn.Linear(16, 4)"),
        ],
    ),
    Mistake(
        "two_layers",
        "The LSTM has two layers.",
        expect="layers partial, outputs partial",
        edits=[("nn.LSTM(16, 32, batch_first=True)", "nn.LSTM(16, 32, num_layers=2, batch_first=True)")],
    ),
    Mistake(
        "bag_of_words",
        "The vectors of all words are averaged: their order is lost, and with it the class.",
        expect="layers partial, outputs partial, accuracy short",
        edits=[
            ("every, _ = self.lstm(self.words(words))", "every = self.words(words)"),
            ("every[torch.arange(len(words)), lengths - 1]", "torch.cat([every.mean(1), every.amax(1)], dim=1)"),
        ],
    ),
    Mistake(
        "ten_classes",
        "The last layer has 10 outputs instead of 4.",
        expect="output_shape failed, layers partial, outputs partial, rest blocked",
        edits=[("nn.Linear(32, 4)", "nn.Linear(32, 10)")],
    ),
    Mistake(
        "softmax",
        "Softmax on the last output: the cross-entropy loss gets probabilities in place of logits.",
        expect="logits failed, outputs partial",
        edits=[("return self.out(last)", "return F.softmax(self.out(last), dim=1)")],
    ),
)
