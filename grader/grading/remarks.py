"""What a report says of a model besides the checks: it costs nothing, but the reader must know it."""

from collections.abc import Iterator

from grader.base.text import Text
from grader.records.graph import Graph, Remark
from grader.records.source import Source


def told(graph: Graph, source: Source) -> Iterator[Text]:
    """Yield a sentence for everything that recording the model has shown."""
    for remark in graph.remarks:
        if remark.kind == "branches":
            yield _placed(remark, source, _branches())


def _placed(remark: Remark, source: Source, what: Text) -> Text:
    if remark.at is None:
        return what
    position = source.position(remark.at)
    file = f"{position.file}, " if len(source.files) > 1 else ""
    return Text(ko=f"{file}{position.spot.ko}: {what.ko}", en=f"{file}{position.spot.en}: {what.en}")


def _branches() -> Text:
    return Text(
        ko="forward가 하는 계산이 입력의 값에 따라 달라집니다. 0에서 1 사이의 값을 가진 이미지가 지나는 길을"
        " 채점했습니다.",
        en="What forward does depends on the values of its input. The way that images with values from 0 to 1"
        " take was graded.",
    )
