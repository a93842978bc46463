"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right.py"

MISTAKES = (
    Mistake(
        "a_name_that_is_not_there",
        "It calls the mean means in one place.",
        expect="runs failed, rest blocked",
        edits=[("test = TensorDataset((test_images - mean)", "test = TensorDataset((test_images - means)")],
    ),
    Mistake(
        "a_tenth_for_validation",
        "A tenth of the images goes to validation.",
        expect="sizes failed",
        edits=[("round(0.2 *", "round(0.1 *")],
    ),
    Mistake(
        "last_batch_dropped",
        "The last batch of the test is left out.",
        expect="whole failed",
        edits=[("DataLoader(test, batch_size=batch_size)", "DataLoader(test, batch_size=batch_size, drop_last=True)")],
    ),
    Mistake(
        "validates_on_training_images",
        "The validation images are training images.",
        expect="no_leak failed, whole failed",
        edits=[("val = Subset(whole, val_ids)", "val = Subset(whole, train_ids[:count])")],
    ),
    Mistake(
        "normalised_by_all_images",
        "The mean and the deviation are those of all images.",
        expect="normalised failed",
        edits=[("own = images[train_ids]", "own = images")],
    ),
    Mistake(
        "validation_augmented",
        "The validation images are augmented.",
        expect="augmentation failed",
        edits=[("val = Subset(whole, val_ids)", "val = Flipped(Subset(whole, val_ids))")],
    ),
    Mistake(
        "not_shuffled",
        "The training data come in one order.",
        expect="shuffles failed",
        edits=[("batch_size=batch_size, shuffle=True)", "batch_size=batch_size)")],
    ),
    Mistake(
        "test_shuffled",
        "The test data are shuffled.",
        expect="keeps_order failed",
        edits=[("DataLoader(test, batch_size=batch_size)", "DataLoader(test, batch_size=batch_size, shuffle=True)")],
    ),
    Mistake(
        "a_batch_size_of_its_own",
        "The batch size is a number of its own.",
        expect="batches failed",
        edits=[("DataLoader(train, batch_size=batch_size, shuffle=True)", "DataLoader(train, batch_size=8, shuffle=True)")],
    ),
    Mistake(
        "labels_of_the_neighbours",
        "Every image gets the label of the one before.",
        expect="labels_intact failed",
        edits=[("whole = TensorDataset((images - mean) / std, labels)", "whole = TensorDataset((images - mean) / std, labels.roll(1))")],
    ),
)
