"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right.py"

MISTAKES = (
    Mistake(
        "a_name_that_is_not_there",
        "It calls the output outputs in one place.",
        expect="runs failed, rest blocked",
        edits=[("F.cross_entropy(output, y)", "F.cross_entropy(outputs, y)")],
    ),
    Mistake(
        "no_backward",
        "No gradients are computed.",
        expect="backward failed, rest blocked",
        edits=[("F.cross_entropy(output, y).backward()", "F.cross_entropy(output, y)")],
    ),
    Mistake(
        "no_step",
        "The weights never change.",
        expect="steps failed",
        edits=[("            optimizer.step()\n", "")],
    ),
    Mistake(
        "no_zero_grad",
        "Gradients add up from batch to batch.",
        expect="zeroes failed",
        edits=[("            optimizer.zero_grad()\n", "")],
    ),
    Mistake(
        "half_of_the_weights",
        "The optimizer has the first weights alone.",
        expect="own_weights failed",
        edits=[("SGD(net.parameters(),", "SGD(list(net.parameters())[:2],")],
    ),
    Mistake(
        "softmax",
        "Cross entropy gets probabilities.",
        expect="loss failed",
        edits=[("F.cross_entropy(output, y)", "F.cross_entropy(output.softmax(1), y)")],
    ),
    Mistake(
        "trains_on_the_test_data",
        "It trains on the test data.",
        expect="training_data failed",
        edits=[("for x, y in train_loader:", "for x, y in test_loader:")],
    ),
    Mistake(
        "no_eval",
        "It measures in training mode.",
        expect="mode failed",
        edits=[("    net.eval()\n", "")],
    ),
    Mistake(
        "gradients_where_it_measures",
        "It prepares gradients where it measures.",
        expect="no_gradients failed",
        edits=[("with torch.no_grad():", "if True:")],
    ),
    Mistake(
        "mean_of_batches",
        "The mean of the batches' accuracies.",
        expect="all_images failed",
        edits=[
            ("hits += (scores.argmax(1) == y).sum().item()", "hits += (scores.argmax(1) == y).float().mean().item()"),
            ("seen += len(y)", "seen += 1"),
        ],
    ),
    Mistake(
        "another_learning_rate",
        "The learning rate is a number of its own.",
        expect="optimizer failed",
        edits=[("lr=lr", "lr=0.5")],
    ),
    Mistake(
        "an_epoch_too_few",
        "It begins to count at 1.",
        expect="epochs failed",
        edits=[("range(n_epochs)", "range(1, n_epochs)")],
    ),
)
