"""The labels: every picture keeps its own."""

from grader.analysis.seen_data import SeenData, labelled
from grader.base.text import Text
from grader.checks.loading.lines import NAMES, kept, of_set
from grader.checks.loading.splits import untold
from grader.checks.verdict import Failed
from grader.records.data_log import SetSeen
from grader.records.source import Line


def intact(data: SeenData) -> None:
    """Pass if every picture comes with its own label."""
    for seen in data.log.sets:
        pairs = list(labelled(seen))
        if not pairs:
            raise untold()
        wrong = [(number, label) for number, label in pairs if data.label(number) != label]
        if wrong:
            name = NAMES[seen.split]
            raise Failed(
                Text(
                    ko=f"{name.ko}용 이미지에 다른 레이블이 붙습니다.",
                    en=f"Images of the {name.en} data come with other labels than their own.",
                ),
                found=Text(ko=f"{len(pairs)}장 중 {len(wrong)}장", en=f"{len(wrong)} of {len(pairs)} images"),
                at=_lines(data, seen),
            )


def _lines(data: SeenData, seen: SetSeen) -> tuple[Line | None, ...]:
    """Return where a label was taken from another place than its picture, for an item or for all at once."""
    item = kept(seen.labels_at, seen.items_at)
    if seen.mismatched:
        return kept(*item, *of_set(seen))
    taken = [each for each in data.log.taken if each.rows == seen.length]
    orders = {what: {each.order for each in taken if each.what == what} for what in ("images", "labels")}
    both = orders["images"] & orders["labels"]
    alone = [each for each in taken if each.order not in both]
    alone.sort(key=lambda each: each.what != "labels")
    return kept(*(each.at for each in alone[:2]), *item, *of_set(seen))
