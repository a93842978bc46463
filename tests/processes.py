"""The processes that this one has started, for tests to compare before and after."""

import os

import psutil


def started() -> set[psutil.Process]:
    """Return those that are there, with all their descendants, but for what ends by itself.

    A browser that another test of this process has open starts and ends its own as it likes; what a
    submission starts descends from the grader's processes.
    """
    own = [each for each in psutil.Process(os.getpid()).children() if not each.name().startswith("chrom")]
    found = [each for root in own for each in (root, *root.children(recursive=True))]
    return {each for each in found if each.is_running() and each.status() != psutil.STATUS_ZOMBIE}
