"""A reference in which average pooling stands for max pooling."""

import msgspec

from grader.records.graph import Graph, Node


def averaged(graph: Graph) -> Graph:
    """Return the graph with every max pooling of images replaced by the average pooling of the same size."""
    return msgspec.structs.replace(graph, nodes=tuple(map(_averaged, graph.nodes)))


def _averaged(node: Node) -> Node:
    if node.op != "max_pool2d.default":
        return node
    image, kernel, stride, padding, _dilation, round_up = node.args
    args = (image, kernel, stride, padding, round_up, True, None)  # as nn.AvgPool2d counts its padding
    return msgspec.structs.replace(node, op="avg_pool2d.default", args=args)
