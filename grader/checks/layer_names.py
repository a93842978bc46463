"""Names of operations and resolutions for messages."""

from grader.analysis.convolutions import convolutions
from grader.analysis.flow import operation
from grader.analysis.layers import NAMES, layers
from grader.analysis.resolution import POOLINGS, Resolution
from grader.base.text import Text, same
from grader.records.graph import Graph

INTERPOLATION = Text(ko="보간(interpolate, nn.Upsample)", en="interpolation (interpolate, nn.Upsample)")
OPERATIONS = {
    "slice": Text(ko="슬라이싱(x[:, :, ::2, ::2] 등)", en="slicing, as in x[:, :, ::2, ::2]"),
    "index_select": Text(ko="행과 열의 선택이나 반복", en="selecting or repeating rows and columns"),
    "upsample_nearest2d": INTERPOLATION,
    "upsample_bilinear2d": INTERPOLATION,
    "upsample_bicubic2d": INTERPOLATION,
    "_upsample_nearest_exact2d": INTERPOLATION,
}
VECTOR = Text(ko="벡터", en="vector")


def named(graph: Graph, index: int) -> Text:
    """Return the name of a node's operation, in the lab's notation if there is one."""
    name = operation(graph.nodes[index])
    convolution = next((each for each in convolutions(graph) if each.node == index), None)
    if convolution is not None:
        return same(convolution.notation)
    if name in POOLINGS:
        return same(next(layer.notation for layer in layers(graph) if layer.node == index))
    return OPERATIONS.get(name, same(NAMES.get(name, name)))


def described(resolution: Resolution) -> Text:
    """Return a resolution such as `16x16`, or the word for a vector."""
    return VECTOR if resolution.is_vector else same(str(resolution))
