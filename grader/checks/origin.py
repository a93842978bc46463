"""Where a model's layers come from: torch's own are what models are built of, any other package's are not."""

from grader.checks.authoring import Failed
from grader.records.graph import Graph, Module
from grader.records.text import Text, same


def of_ones_own(graph: Graph) -> None:
    """Pass if every layer with weights is torch's, put together by the student, or written by the student.

    What has no weights, such as `torchvision.transforms.Normalize`, may come from anywhere.

    Raises:
        Failed: naming the network, or the part of one, that another package brought along.
    """
    borrowed = next((module for module in graph.modules if _is_borrowed(module, graph)), None)
    if borrowed is None:
        return
    package, *_, name = borrowed.kind.split(".")
    raise Failed(
        Text(
            ko=f"{package}에 들어 있는 {name}의 층을 씁니다. 직접 만든 모델만 채점합니다.",
            en=f"The model has layers of {package}'s ready-made {name}. Only a model of your own is graded.",
        ),
        expected=Text(ko="torch.nn의 층으로 직접 만든 모델", en="a model built by you of layers of torch.nn"),
        found=same(borrowed.kind),
        hint=Text(
            ko="nn.Conv2d, nn.Linear 같은 층을 직접 쌓아 만드십시오. 그러면 나머지 항목을 채점합니다.",
            en="Build it from layers such as nn.Conv2d and nn.Linear; the other checks are made then.",
        ),
        at=(borrowed.at,),
    )


def _is_borrowed(module: Module, graph: Graph) -> bool:
    package, dot, _ = module.kind.partition(".")
    inside = f"{module.path}." if module.path else ""
    return (
        bool(dot)
        and package != "torch"
        and any(tensor.kind == "parameter" and tensor.name.startswith(inside) for tensor in graph.tensors)
    )
