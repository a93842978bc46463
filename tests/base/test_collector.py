"""The garbage collector waits for imports, and is as it was afterwards."""

import gc

import pytest

from grader.base.collector import pause_collector


def test_nothing_is_collected_meanwhile_and_the_collector_is_on_again_afterwards() -> None:
    with pause_collector():
        meanwhile = gc.isenabled()
    gc.unfreeze()

    assert not meanwhile
    assert gc.isenabled()


def test_the_collector_is_on_again_after_an_import_that_fails() -> None:
    with pytest.raises(ModuleNotFoundError), pause_collector():
        import there_is_no_such_module  # type: ignore[import-not-found]  # noqa: F401
    gc.unfreeze()

    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        with pause_collector():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
        gc.unfreeze()
