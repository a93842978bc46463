"""The rules, in the order in which each node goes through them."""

from collections.abc import Callable
from typing import Final

from grader.analysis.rules.activations import recognise_function
from grader.analysis.rules.biases import take_bias
from grader.analysis.rules.convolutions import crop_transposed, read_convolution, read_fold
from grader.analysis.rules.depth import leave_out_depth
from grader.analysis.rules.fully_connected import read_linear, read_product, read_whole_convolution
from grader.analysis.rules.idle import leave_out_idle, leave_out_rounding
from grader.analysis.rules.largest import look_up_largest, pick_largest, turn_negatives
from grader.analysis.rules.moved import follow_moved, join_in_order
from grader.analysis.rules.pairs import take_sigmoid
from grader.analysis.rules.poolings import (
    average_by_weights,
    halve_bilinearly,
    join_rows_and_columns,
    recognise_pooling,
    round_down,
)
from grader.analysis.rules.rewriting import Rewriting
from grader.analysis.rules.views import join_stacked, keep_one_number, reshape_once
from grader.analysis.rules.weights import take_whole_weight
from grader.analysis.rules.zeros import leave_out_zeros
from grader.records.graph import Node, Reference

Rule = Callable[[Rewriting, Node], Node | Reference]
"""Returns what stands for a node: one that computes the same, or a tensor that there is already."""
RULES: Final[tuple[Rule, ...]] = (
    keep_one_number,
    pick_largest,
    look_up_largest,
    turn_negatives,
    reshape_once,
    join_stacked,
    leave_out_rounding,
    leave_out_idle,
    take_sigmoid,
    leave_out_depth,
    recognise_pooling,
    halve_bilinearly,
    average_by_weights,
    join_rows_and_columns,
    take_whole_weight,
    recognise_function,
    leave_out_zeros,
    read_linear,
    take_bias,
    round_down,
    read_whole_convolution,
    read_product,
    follow_moved,
    join_in_order,
    read_fold,
    crop_transposed,
    read_convolution,
)
