from grader.datasets import cache, load, standin
from grader.records.progress import silent


def test_it_is_the_same_to_the_last_bit_everywhere() -> None:
    digest = standin.read(silent).digest

    assert digest == "94871f5a76986349e7482120a3967ec085c604eccfbaaa688085a10cc7fb5d7c"
    assert cache.EDITION == 1  # other pictures need another edition, or old ones are taken from the cache


def test_it_has_ten_classes_of_equal_size() -> None:
    dataset = load("standin", train=10_000, test=2_000)

    assert dataset.train_images.shape == (10_000, 3, 32, 32)
    assert dataset.train_labels.bincount().tolist() == [1_000] * 10
    assert dataset.test_labels.bincount().tolist() == [200] * 10
    assert len(set(dataset.classes)) == 10


def test_no_test_picture_is_a_training_picture() -> None:
    dataset = load("standin", train=10_000, test=2_000)
    train = {image.numpy().tobytes() for image in dataset.train_images}

    assert len(train) == 10_000
    assert not any(image.numpy().tobytes() in train for image in dataset.test_images)


def test_it_is_provisional_and_says_so_in_both_languages() -> None:
    dataset = load("standin", train=100, test=20)

    assert dataset.provisional
    (notice,) = dataset.notices
    assert "잠정" in notice.ko
    assert "provisional" in notice.en
