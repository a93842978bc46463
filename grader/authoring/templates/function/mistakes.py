"""Mistakes that students make, each as an edit of a right submission with the grade it should get."""

from grader.authoring.mistakes import Mistake

BASE = "right.py"

MISTAKES = (
    Mistake(
        "a_name_that_is_not_there",
        "It uses log_sums, which is called log_sum.",
        expect="runs failed, rest blocked",
        edits=[("return (log_sum -", "return (log_sums -")],
    ),
    Mistake(
        "sum_over_the_batch",
        "The sum over the batch in place of the mean: only of one image it is the same.",
        expect="values partial, stable failed, derivatives partial",
        edits=[("squeeze(1)).mean()", "squeeze(1)).sum()")],
    ),
    Mistake(
        "overflow",
        "The largest logit is not subtracted, so exp overflows.",
        expect="stable failed",
        edits=[("    logits = logits - logits.max(dim=1, keepdim=True).values\n", "")],
    ),
    Mistake(
        "detached",
        "The result is detached, so nothing learns from it.",
        expect="derivatives failed",
        edits=[("squeeze(1)).mean()", "squeeze(1)).mean().detach()")],
    ),
    Mistake(
        "loop_over_the_batch",
        "A Python loop goes over the rows.",
        expect="vectorised failed",
        edits=[
            (
                "return (log_sum - logits.gather(1, labels[:, None]).squeeze(1)).mean()",
                "return sum(log_sum[i] - logits[i, labels[i]] for i in range(len(labels))) / len(labels)",
            )
        ],
    ),
)
