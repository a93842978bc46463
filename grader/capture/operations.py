"""The operations that a Graph may hold. Any other is decomposed by torch, or refused.

Names are ATen's, with the overload. Each operation is a pure function of its arguments: no in-place changes,
no views that matter, no files, no custom code; what it draws at random is seeded by who computes it. The
recorder in the child and the replay on the trusted side use the same table.
"""

from typing import cast

import torch

from grader.records.graph import Argument

LAYERS = """
    conv1d.default conv1d.padding conv2d.default conv2d.padding conv3d.default conv3d.padding
    conv_transpose1d.default conv_transpose2d.input conv_transpose3d.input
    linear.default bilinear.default embedding.default embedding_bag.default embedding_bag.padding_idx
    lstm.input gru.input rnn_tanh.input rnn_relu.input lstm.data gru.data rnn_tanh.data rnn_relu.data
    lstm_cell.default gru_cell.default rnn_tanh_cell.default rnn_relu_cell.default
    _pack_padded_sequence.default _pad_packed_sequence.default
    batch_norm.default instance_norm.default group_norm.default layer_norm.default
    dropout.default feature_dropout.default alpha_dropout.default
    max_pool1d.default max_pool2d.default max_pool3d.default max_pool2d_with_indices.default
    avg_pool1d.default avg_pool2d.default avg_pool3d.default
    adaptive_avg_pool1d.default adaptive_avg_pool2d.default adaptive_avg_pool3d.default
    adaptive_max_pool1d.default adaptive_max_pool2d.default max_unpool2d.default
    upsample_nearest2d.vec upsample_bilinear2d.vec upsample_bicubic2d.vec _upsample_nearest_exact2d.vec
    pixel_shuffle.default pixel_unshuffle.default channel_shuffle.default scaled_dot_product_attention.default
"""
ACTIVATIONS = """
    relu.default leaky_relu.default elu.default celu.default gelu.default silu.default mish.default
    hardswish.default hardtanh.default hardsigmoid.default sigmoid.default tanh.default softplus.default
    softshrink.default hardshrink.default prelu.default log_sigmoid.default glu.default threshold.default
    softmax.int log_softmax.int rrelu.default
"""
ARITHMETIC = """
    add.Tensor sub.Tensor rsub.Scalar rsub.Tensor mul.Tensor div.Tensor div.Tensor_mode neg.default
    add.Scalar sub.Scalar mul.Scalar div.Scalar
    abs.default sign.default exp.default log.default log1p.default log2.default
    sqrt.default rsqrt.default reciprocal.default
    sin.default cos.default tan.default sinh.default cosh.default atan.default
    erf.default square.default floor.default
    round.default ceil.default trunc.default expm1.default erfc.default isnan.default isinf.default
    pow.Tensor_Scalar pow.Tensor_Tensor pow.Scalar clamp.default clamp_min.default clamp_max.default
    maximum.default minimum.default fmax.default fmin.default nan_to_num.default heaviside.default
    where.self where.ScalarOther where.ScalarSelf where.Scalar
    gt.Scalar ge.Scalar lt.Scalar le.Scalar eq.Scalar ne.Scalar
    gt.Tensor ge.Tensor lt.Tensor le.Tensor eq.Tensor ne.Tensor logical_not.default logical_and.default
    logical_or.default logical_xor.default bitwise_not.default bitwise_and.Tensor bitwise_or.Tensor
    remainder.Scalar
    masked_fill.Scalar tril.default triu.default
    mean.default mean.dim sum.default sum.dim_IntList amax.default amin.default
    max.default min.default max.dim min.dim argmax.default argmin.default
    median.default median.dim logsumexp.default prod.default prod.dim_int cumprod.default
    topk.default sort.default kthvalue.default cummax.default any.default any.dim all.default all.dim
    var.correction std.correction linalg_vector_norm.default cumsum.default
    matmul.default mm.default bmm.default addmm.default baddbmm.default mv.default dot.default
    linalg_svdvals.default cosine_similarity.default
"""
SHAPES = """
    reshape.default squeeze.default permute.default expand.default repeat.default
    cat.default stack.default split.Tensor split_with_sizes.default unbind.int
    select.int slice.Tensor index_select.default gather.default flip.default roll.default
    slice_scatter.default select_scatter.default scatter.src index_add.default index_copy.default
    unfold.default im2col.default col2im.default
    constant_pad_nd.default reflection_pad1d.default reflection_pad2d.default
    replication_pad1d.default replication_pad2d.default
    zeros.default ones.default full.default arange.default arange.start arange.start_step eye.default
    linspace.default zeros_like.default ones_like.default full_like.default
    new_zeros.default new_ones.default new_full.default
    to.dtype detach.default
"""
DRAWS = """
    rand.default randn.default rand_like.default randn_like.default
    randint.default randint.low randint_like.default randint_like.low_dtype randperm.default
    bernoulli.default bernoulli.p normal_functional.default uniform.default exponential.default
    normal.Tensor_float normal.float_Tensor normal.Tensor_Tensor
"""
"""Operations that draw all that they return."""
DRAWING: frozenset[str] = frozenset(
    {name.split(".")[0] for name in DRAWS.split()} | {"dropout", "feature_dropout", "alpha_dropout", "rrelu"}
)
"""Operations, without the overload, of which two are never one: each draws its own."""
BROADCASTING: frozenset[str] = frozenset(ARITHMETIC.split())
"""Operations that accept a number where their schema requires a tensor, as in `x * 2`."""
ALLOWED: frozenset[str] = frozenset((LAYERS + ACTIVATIONS + ARITHMETIC + SHAPES + DRAWS).split())


def resolve(name: str) -> torch._ops.OpOverload:
    """Return the ATen operation of a name in `ALLOWED`.

    Raises:
        KeyError: the name is not in the table.
    """
    if name not in ALLOWED:
        raise KeyError(name)
    packet, overload = name.split(".")
    return cast(torch._ops.OpOverload, getattr(getattr(torch.ops.aten, packet), overload))


def name_of(operation: torch._ops.OpOverload) -> str:
    """Return the name that an ATen operation has, or would have, in the table."""
    return f"{operation._schema.name.removeprefix('aten::')}.{operation._overloadname}"


# -- canonical -------------------------------------------------------------------------------------------


GATES = {"lstm": 4, "gru": 3, "rnn": 1}
"""How often the weights of a recurrent layer hold those of a plain one."""
POOLS = {f"{kind}_pool{dims}d.default" for kind in ("max", "avg") for dims in (1, 2, 3)}
POOLS |= {"max_pool2d_with_indices.default"}
SPARSE = {"embedding.default": 4, "embedding_bag.default": 5, "embedding_bag.padding_idx": 5}
"""The place of the argument that asks for sparse gradients."""
PADDED = {f"conv{dims}d.padding" for dims in (1, 2, 3)}


def canonical(
    op: str, args: tuple[Argument, ...], weight: tuple[int, ...] | None
) -> tuple[str, tuple[Argument, ...]]:
    """Return an operation and its arguments in canonical form.

    Args:
        op: a name in the table of operations.
        args: all arguments, in the order of the schema.
        weight: the shape of the second argument, if that is a tensor.
    """
    if op in POOLS and args[2] == ():
        return op, (*args[:2], args[1], *args[3:])  # the default stride of pooling is its kernel size
    if op in PADDED and weight is not None:
        padding = _padding(args[4], args[5], weight[2:])
        if padding is not None:
            return op.replace("padding", "default"), (*args[:4], padding, *args[5:])
    if op in SPARSE:  # a sparse gradient is the same gradient
        return op, (*args[: SPARSE[op]], False, *args[SPARSE[op] + 1 :])
    return op, args


def _padding(word: Argument, dilation: Argument, kernel: tuple[int, ...]) -> tuple[int, ...] | None:
    """Return the padding that `same` or `valid` means, by dimension; None if the two ends differ."""
    if word == "valid":
        return (0,) * len(kernel)
    steps = dilation if isinstance(dilation, tuple) else (dilation,)
    if len(steps) == 1:
        steps = steps * len(kernel)
    totals = [step * (size - 1) for step, size in zip(steps, kernel, strict=True) if isinstance(step, int)]
    return tuple(total // 2 for total in totals) if all(total % 2 == 0 for total in totals) else None
