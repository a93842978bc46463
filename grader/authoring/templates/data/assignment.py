"""Data code: 100 points.

Students may read this file. The function is called with made-up pictures; what comes of its loaders decides.
"""

from grader.base.text import Text
from grader.checks import Assignment, rubric
from grader.checks.criteria import data

assignment = Assignment(__file__, title=Text(ko="%assignment% · 데이터", en="%assignment% · The data"))

BATCH, SHARE = 16, 0.2
"""Pictures in a batch, and the share of the pictures that go to validation."""

loaders = assignment.data(
    id="loaders",
    name="make_loaders",
    arguments=("images", "labels", "test_images", "test_labels", "batch_size"),
    returns=("train", "val", "test"),
    title=Text(ko="데이터로더", en="The loaders"),
    batch=BATCH,
)

rubric(
    loaders,
    (10, data.runs("train", "val", "test")),
    (10, data.sizes(val=SHARE)),
    (10, data.whole()),
    (15, data.no_leak()),
    (15, data.normalised()),
    (10, data.augmentation(asked=True)),
    (10, data.shuffles()),
    (5, data.keeps_order()),
    (5, data.batches(BATCH)),
    (10, data.labels_intact()),
)
