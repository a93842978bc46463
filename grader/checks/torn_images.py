"""Images that a reshape cuts into pieces, or runs together: `x.view(-1, 256)` of 400 numbers an image."""

import math

from grader.analysis.flow import shape_of
from grader.analysis.layers import written
from grader.base.text import Text, same
from grader.checks.verdict import Failed
from grader.records.graph import Batch, Graph, Node, Shape, references


def cut(graph: Graph) -> Node | None:
    """Return the first reshape after which there is not one row for each image; None if there is none."""
    return next((node for node in graph.nodes if _cuts(node, graph)), None)


def _cuts(node: Node, graph: Graph) -> bool:
    batch = (Batch(1) if graph.batch is None else graph.batch,)
    if node.op != "reshape.default" or node.shapes[0][:1] == batch:
        return False
    return shape_of(graph, references(node)[0])[:1] == batch


def told(node: Node, graph: Graph) -> Failed:
    """Return the verdict on such a reshape, with the numbers that an image has there."""
    before = _image(shape_of(graph, references(node)[0]))
    numbers, pieces = math.prod(before), node.shapes[0]
    counted = f"{_size(before)} = {numbers:,}" if len(before) > 1 else f"{numbers:,}"
    return Failed(
        Text(
            ko=f"이미지마다 한 줄씩 남아 있지 않습니다. 그 줄에서 이미지 한 장의 값은 {counted}개입니다.",
            en=f"There is not one row for each image. At that line an image has {counted} numbers.",
        ),
        expected=same(f"(N, {numbers})"),
        found=same(written(pieces)) if graph.batch is None else _of(pieces, graph.batch),
        hint=Text(
            ko="이미지마다 값을 모두 한 줄로 펼치고, 다음 층이 그만큼 받게 하십시오: x.flatten(1)",
            en="Keep all numbers of an image in one row, and let the next layer take as many: x.flatten(1)",
        ),
        at=(node.at,),
    )


def _of(shape: Shape, images: int) -> Text:
    counted = "1 image" if images == 1 else f"{images} images"
    return Text(ko=f"이미지 {images}장에 {written(shape)}", en=f"{written(shape)} for {counted}")


def _image(shape: Shape) -> tuple[int, ...]:
    return tuple(size if isinstance(size, int) else size.times for size in shape[1:])


def _size(image: tuple[int, ...]) -> str:
    if len(image) == 3:
        image = (*image[1:], image[0])
    return "x".join(map(str, image))
