"""Checks on how many parameters a model has, where no reference says it to the last one."""

from grader.checks import layers
from grader.checks.authoring import Failed
from grader.records.graph import Graph
from grader.records.text import Text


def has_parameters_between(graph: Graph, least: int, most: int) -> None:
    """Pass if the model has at least `least` and at most `most` parameters, biases included.

    Raises:
        Failed: it has fewer or more.
    """
    total = layers.parameters(graph)
    if least <= total <= most:
        return
    raise Failed(
        Text(ko="파라미터 수가 허용 범위를 벗어납니다.", en="The number of parameters is out of bounds."),
        expected=Text(ko=f"{least:,}개 이상 {most:,}개 이하", en=f"between {least:,} and {most:,}"),
        found=Text(ko=f"{total:,}개", en=f"{total:,}"),
        hint=Text(ko="채널 수나 단계 수를 줄이십시오.", en="Take fewer channels or fewer levels.")
        if total > most
        else Text(ko="채널 수나 단계 수를 늘리십시오.", en="Take more channels or more levels."),
    )
