"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_rnn.py"

MISTAKES = (
    Mistake(
        "attribute_typo",
        "forward uses self.embedding, which __init__ calls self.table.",
        expect="runs failed, rest blocked",
        edits=[("x = self.table(tokens)", "x = self.embedding(tokens)")],
    ),
    Mistake(
        "tokens_as_numbers",
        "The tokens go to the RNN as they are, without an embedding.",
        expect="runs failed, rest blocked",
        edits=[("x = self.table(tokens)", "x = tokens.unsqueeze(2).float()")],
    ),
    Mistake(
        "last_state_alone",
        "Only the state after the last token is made an output.",
        expect="output_shape failed, layers partial, causal failed, outputs partial, rest blocked",
        edits=[("return self.out(states)", "return self.out(last[-1])")],
    ),
    Mistake(
        "batch_first_forgotten",
        "The RNN takes the batch for the steps.",
        expect="outputs failed, accuracy short",
        edits=[("nn.RNN(16, 48, batch_first=True)", "nn.RNN(16, 48)")],
    ),
    Mistake(
        "both_directions",
        "The RNN also reads backwards, and so sees what it is to predict.",
        expect="layers partial, causal failed, outputs partial",
        edits=[
            ("batch_first=True)", "batch_first=True, bidirectional=True)"),
            ("nn.Linear(48, 20)", "nn.Linear(96, 20)"),
        ],
    ),
    Mistake(
        "read_backwards",
        "The text is turned round before it is read, and the outputs again: each step sees the later tokens alone.",
        expect="causal failed, outputs failed",
        edits=[
            ("x = self.table(tokens)", "x = self.table(tokens.flip(1))"),
            ("return self.out(states)", "return self.out(states.flip(1))"),
        ],
    ),
    Mistake(
        "gru",
        "A GRU in place of the RNN.",
        expect="layers partial, outputs partial",
        edits=[("nn.RNN(16, 48", "nn.GRU(16, 48")],
    ),
    Mistake(
        "two_layers",
        "The RNN has two layers.",
        expect="layers partial, outputs partial",
        edits=[("batch_first=True)", "num_layers=2, batch_first=True)")],
    ),
    Mistake(
        "no_recurrence",
        "A Linear layer in place of the RNN: each token is predicted from the one before it alone.",
        expect="layers partial, outputs partial, accuracy short",
        edits=[
            ("self.rnn = nn.RNN(16, 48, batch_first=True)", "self.rnn = nn.Linear(16, 48)"),
            ("states, last = self.rnn(x)", "states = self.rnn(x).tanh()"),
        ],
    ),
    Mistake(
        "more_tokens",
        "The last layer has 24 outputs; the vocabulary has 20 tokens.",
        expect="output_shape failed, layers partial, outputs partial, rest blocked",
        edits=[("nn.Linear(48, 20)", "nn.Linear(48, 24)")],
    ),
    Mistake(
        "softmax",
        "Softmax on the last output: the cross-entropy loss gets probabilities in place of logits.",
        expect="logits failed, outputs partial",
        edits=[("return self.out(states)", "return self.out(states).softmax(dim=-1)")],
    ),
)
