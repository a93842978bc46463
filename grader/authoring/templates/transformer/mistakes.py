"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right_by_hand.py"
MASK = '        scores = scores.masked_fill(later, float("-inf"))\n'

MISTAKES = (
    Mistake(
        "attribute_typo",
        "forward uses self.head, which __init__ calls self.heads.",
        expect="runs failed, rest blocked",
        edits=[("x = self.norm1(x + self.heads(x))", "x = self.norm1(x + self.head(x))")],
    ),
    Mistake(
        "no_mask",
        "Nothing keeps attention from the words that are to be predicted.",
        expect="layers partial, causal failed, outputs partial",
        edits=[(MASK, "")],
    ),
    Mistake(
        "mask_turned_round",
        "The mask hides what came before, and shows what comes later.",
        expect="causal failed, outputs partial",
        edits=[("torch.triu(torch.ones(steps, steps, dtype=torch.bool), diagonal=1)",
                "torch.tril(torch.ones(steps, steps, dtype=torch.bool), diagonal=-1)")],
    ),
    Mistake(
        "mask_shows_the_next",
        "The mask begins one word too late: the next word can be seen.",
        expect="causal failed, outputs partial",
        edits=[("dtype=torch.bool), diagonal=1)", "dtype=torch.bool), diagonal=2)")],
    ),
    Mistake(
        "one_head",
        "One head in place of four.",
        expect="layers partial, outputs partial",
        edits=[("Heads(32, 4)", "Heads(32, 1)")],
    ),
    Mistake(
        "no_places",
        "Nothing tells the model where a word stands.",
        expect="outputs partial",
        edits=[
            ("self.words(words) + self.places.weight", "self.words(words)"),
        ],
    ),
    Mistake(
        "no_norm",
        "The last LayerNorm is missing.",
        expect="layers partial, outputs partial",
        edits=[("x = self.norm2(x + self.narrow(y))", "x = x + self.narrow(y)")],
    ),
    Mistake(
        "no_relu",
        "No ReLU between the two layers of the block.",
        expect="activations failed, outputs partial",
        edits=[("y = F.relu(self.wide(x))", "y = self.wide(x)")],
    ),
    Mistake(
        "last_word_alone",
        "No attention at all: each word is predicted from the one before it.",
        expect="layers partial, outputs partial, accuracy short",
        edits=[("x = self.norm1(x + self.heads(x))", "x = self.norm1(x)")],
    ),
    Mistake(
        "more_words",
        "The last layer has 24 outputs; the vocabulary has 20 words.",
        expect="output_shape failed, layers partial, outputs partial, rest blocked",
        edits=[("self.out = nn.Linear(32, 20)", "self.out = nn.Linear(32, 24)")],
    ),
)
