# ruff: noqa: E501 - the lines are those of submissions
"""Ways in which a right layer may be written, by layer and name (`bodies`)."""

from collections.abc import Mapping

_DENSE = """class Dense(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        {init}

    def forward(self, x):
        return {made}"""
_PARAMETERS = (
    "self.w = nn.Parameter(torch.randn(o, i) / i ** 0.5)\n        self.b = nn.Parameter(torch.zeros(o))"
)
_TURNED = _PARAMETERS.replace("(o, i)", "(i, o)")


def _dense(made: str, init: str = _PARAMETERS) -> str:
    return _DENSE.format(init=init, made=made)


_CONV = """class Conv(nn.Module):
    def __init__(self, i, o, p=0):
        super().__init__()
        self.p = p
        {init}

    def forward(self, x):
        {lines}return {made}"""
_KERNELS = (
    "self.w = nn.Parameter(torch.randn(o, i, 5, 5) / (i * 25) ** 0.5)\n"
    "        self.b = nn.Parameter(torch.zeros(o))"
)


def _conv(made: str, *lines: str, init: str = _KERNELS) -> str:
    return _CONV.format(init=init, made=made, lines="".join(f"{line}\n        " for line in lines))


_UP = """class Up(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.o = o
        {init}

    def forward(self, x):
        {lines}return {made}"""
_UP_KERNELS = (
    "self.w = nn.Parameter(torch.randn(i, o, 4, 4) / (i * 16) ** 0.5)\n"
    "        self.b = nn.Parameter(torch.zeros(o))"
)


def _up(made: str, *lines: str, init: str = _UP_KERNELS) -> str:
    return _UP.format(init=init, made=made, lines="".join(f"{line}\n        " for line in lines))


def _def(call: str, *lines: str) -> str:
    return f"def {call}:\n" + "\n".join(f"    {line}" for line in lines)


_PADDED = "x = F.pad(x, (self.p,) * 4)"
_SIZE = "h, w = x.size(2) - 4, x.size(3) - 4"
_CELLS = "v = x.reshape(len(x), x.size(1), x.size(2) // 2, 2, x.size(3) // 2, 2).permute(0, 1, 2, 4, 3, 5).flatten(4)"

RIGHT: Mapping[tuple[str, str], str] = {
    # -- fully connected layers
    ("Dense", "bias in the weight"): _dense(
        "torch.cat([x, torch.ones(len(x), 1)], 1) @ self.w.T",
        "self.w = nn.Parameter(torch.randn(o, i + 1) / i ** 0.5)",
    ),
    ("Dense", "bias in the weight, ones first"): _dense(
        "F.linear(torch.hstack((x.new_ones(x.size(0), 1), x)), self.w)",
        "self.w = nn.Parameter(torch.randn(o, 1 + i) / i ** 0.5)",
    ),
    ("Dense", "bias in the weight, padded"): _dense(
        "self.f(F.pad(x, (0, 1), value=1.0))", "self.f = nn.Linear(i + 1, o, bias=False)"
    ),
    ("Dense", "a 1x1 convolution"): _dense(
        "self.f(x[:, :, None, None])[:, :, 0, 0]", "self.f = nn.Conv2d(i, o, 1)"
    ),
    ("Dense", "a 1d convolution"): _dense(
        "self.f(x.unsqueeze(-1)).squeeze(-1)", "self.f = nn.Conv1d(i, o, kernel_size=1)"
    ),
    ("Dense", "a 1d convolution over all"): _dense(
        "self.f(x.unsqueeze(1)).squeeze(2)", "self.f = nn.Conv1d(1, o, i)"
    ),
    ("Dense", "einsum"): _dense("torch.einsum('ni,oi->no', x, self.w) + self.b"),
    ("Dense", "einsum turned"): _dense("torch.einsum('io,ni->no', self.w, x) + self.b[None]", _TURNED),
    ("Dense", "bmm"): _dense("torch.bmm(self.w.expand(len(x), -1, -1), x.unsqueeze(2)).squeeze(2) + self.b"),
    ("Dense", "matmul of columns"): _dense("torch.matmul(self.w, x.unsqueeze(-1)).squeeze(-1).add(self.b)"),
    ("Dense", "turned twice"): _dense("(self.w @ x.t() + self.b[:, None]).t()"),
    ("Dense", "inner"): _dense("torch.inner(x, self.w) + self.b"),
    ("Dense", "tensordot"): _dense("torch.tensordot(x, self.w, dims=([1], [1])) + self.b"),
    ("Dense", "addmm"): _dense("torch.addmm(self.b, x, self.w.mT)"),
    ("Dense", "multi_dot"): _dense("torch.linalg.multi_dot((x, self.w)) + self.b", _TURNED),
    ("Dense", "product and sum"): _dense("(x[:, None] * self.w).sum(-1) + self.b"),
    ("Dense", "lazy"): _dense("self.f(x)", "self.f = nn.LazyLinear(o)"),
    ("Dense", "an identity activation between"): _dense(
        "self.f(x)", "self.f = nn.Sequential(nn.Identity(), nn.Linear(i, o), nn.Dropout(0))"
    ),
    ("Dense", "a functional call"): _dense(
        "torch.func.functional_call(self.f, dict(self.f.named_parameters()), (x,))",
        "self.f = nn.Linear(i, o)",
    ),
    ("Dense", "its bias apart"): _dense(
        "self.f(x) + self.b", "self.f = nn.Linear(i, o, bias=False)\n        self.b = nn.Parameter(torch.zeros(1, o))"
    ),
    ("Dense", "an embedding bag"): _dense(
        "torch.mm(x, self.e.weight) + self.b",
        "self.e = nn.Embedding(i, o)\n        self.b = nn.Parameter(torch.zeros(o))",
    ),
    # -- convolutions
    ("Conv", "shifted slices"): _conv(
        "sum(torch.einsum('nchw,oc->nohw', x[:, :, i : i + h, j : j + w], self.w[:, :, i, j])"
        " for i in range(5) for j in range(5)) + self.b[:, None, None]",
        _PADDED, _SIZE,
    ),
    ("Conv", "1x1 convolutions of shifted slices"): _conv(
        "y",
        _PADDED, _SIZE,
        "y = self.b.view(1, -1, 1, 1)",
        "for i in range(5):",
        "    for j in range(5):",
        "        y = y + F.conv2d(x[:, :, i : i + h, j : j + w], self.w[:, :, i : i + 1, j : j + 1])",
    ),
    ("Conv", "rows of slices"): _conv(
        "sum(F.conv2d(x[:, :, i : i + h], self.w[:, :, i : i + 1]) for i in range(5)) + self.b.view(-1, 1, 1)",
        _PADDED, _SIZE,
    ),
    ("Conv", "a channel at a time"): _conv(
        "sum(F.conv2d(x[:, c : c + 1], self.w[:, c : c + 1], padding=self.p) for c in range(x.size(1)))"
        " + self.b.view(1, -1, 1, 1)",
    ),
    ("Conv", "an output at a time"): _conv(
        "torch.cat([F.conv2d(x, w[None], b[None], padding=self.p) for w, b in zip(self.w, self.b)], 1)",
    ),
    ("Conv", "three dimensions"): _conv(
        "self.c(x.unsqueeze(2)).squeeze(2)", init="self.c = nn.Conv3d(i, o, (1, 5, 5), padding=(0, p, p))"
    ),
    ("Conv", "padded before"): _conv("self.c(F.pad(x, [self.p] * 4))", init="self.c = nn.Conv2d(i, o, 5)"),
    ("Conv", "zero padding layer"): _conv(
        "self.c(x)", init="self.c = nn.Sequential(nn.ZeroPad2d(p), nn.Conv2d(i, o, 5, padding='valid'))"
    ),
    ("Conv", "padding same"): _conv(
        "self.c(x)", init="self.c = nn.Conv2d(i, o, 5, padding='same' if p else 'valid')"
    ),
    ("Conv", "functional"): _conv("torch.conv2d(x, self.w, self.b, 1, self.p)"),
    ("Conv", "general"): _conv(
        "torch.convolution(x, self.w, self.b, [1, 1], [self.p] * 2, [1, 1], False, [0, 0], 1)"
    ),
    ("Conv", "unfold and matmul"): _conv(
        "(self.w.flatten(1) @ F.unfold(x, 5, padding=self.p) + self.b[:, None])"
        ".unflatten(2, (x.size(2) - 4 + 2 * self.p, -1))"
    ),
    ("Conv", "lazy"): _conv("self.c(x)", init="self.c = nn.LazyConv2d(o, 5, padding=p)"),
    ("Conv", "images in the last channel"): _conv(
        "self.c(x.contiguous(memory_format=torch.channels_last))", init="self.c = nn.Conv2d(i, o, 5, padding=p)"
    ),
    ("Conv", "bias as a map"): _conv("F.conv2d(x, self.w, padding=self.p) + self.b.reshape(1, -1, 1, 1)"),
    # -- ReLU
    ("act", "index of a mask"): _def("act(x)", "y = x.clone()", "y[y < 0] = 0", "return y"),
    ("act", "masked_fill"): _def("act(x)", "return x.masked_fill(x.le(0), 0)"),
    ("act", "abs"): _def("act(x)", "return (x + x.abs()) / 2"),
    ("act", "root of the square"): _def("act(x)", "return 0.5 * (x + torch.sqrt(x * x))"),
    ("act", "threshold"): _def("act(x)", "return nn.Threshold(0, 0)(x)"),
    ("act", "hardtanh"): _def("act(x)", "return F.hardtanh(x, 0.0, float('inf'))"),
    ("act", "hardtanh with a far end"): _def("act(x)", "return nn.Hardtanh(0, 1e6)(x)"),
    ("act", "prelu"): _def("act(x)", "return F.prelu(x, torch.zeros(1))"),
    ("act", "rrelu"): _def("act(x)", "return F.rrelu(x, 0.0, 0.0)"),
    ("act", "heaviside"): _def("act(x)", "return x * torch.heaviside(x, torch.tensor(0.0))"),
    ("act", "addcmul"): _def("act(x)", "return torch.addcmul(torch.zeros_like(x), x, (x > 0).to(x.dtype))"),
    ("act", "sorted"): _def("act(x)", "return torch.stack([x, torch.zeros_like(x)]).sort(0).values[1]"),
    ("act", "topk"): _def("act(x)", "return torch.stack((x, 0 * x), -1).topk(1).values.squeeze(-1)"),
    ("act", "max of a stack"): _def("act(x)", "return torch.max(torch.stack([x, x.new_zeros(x.shape)]), 0)[0]"),
    ("act", "sum with the smaller"): _def("act(x)", "return x - torch.fmin(x, torch.zeros(()))"),
    ("act", "lerp"): _def("act(x)", "return torch.lerp(torch.zeros_like(x), x, (x > 0).float())"),
    ("act", "clip"): _def("act(x)", "return x.clip(0, None)"),
    ("act", "in place"): _def("act(x)", "y = x + 0", "F.relu_(y)", "return y"),
    ("act", "out"): _def("act(x)", "return x.mul(torch.sign(x).add(1).div(2).ceil())"),
    ("act", "a pooling of one place"): _def("act(x)", "return F.relu(-F.relu(-x) + x) + 0.0 * x"),
    ("act", "sum of a list"): _def("act(x)", "return sum([x.clamp_min(0), x * 0])"),
    ("act", "script"): _def("act(x)", "return torch.jit.script(F.relu)(x) if False else nn.ReLU(inplace=False)(x)"),
    ("act", "logical"): _def("act(x)", "return torch.where(torch.logical_not(x < 0), x, torch.tensor(0.0))"),
    ("act", "an own Function"): (
        "class Rectify(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, x):\n"
        "        ctx.save_for_backward(x)\n        return x.clamp(min=0)\n\n    @staticmethod\n"
        "    def backward(ctx, g):\n        (x,) = ctx.saved_tensors\n        return g * (x > 0)\n\n\n"
        "act = Rectify.apply"
    ),
    # -- sigmoid
    ("sig", "softmax of two"): _def("sig(x)", "return torch.stack([x, torch.zeros_like(x)], -1).softmax(-1)[..., 0]"),
    ("sig", "softmax of two, turned"): _def(
        "sig(x)", "return F.softmax(torch.stack((0 * x, x), dim=0), dim=0)[1]"
    ),
    ("sig", "log softmax of two"): _def(
        "sig(x)", "return torch.log_softmax(torch.stack([x, x.new_zeros(x.shape)]), 0)[0].exp()"
    ),
    ("sig", "expit"): _def("sig(x)", "return torch.special.expit(x)"),
    ("sig", "exp over exp"): _def("sig(x)", "return x.exp() / (x.exp() + 1)"),
    ("sig", "log sigmoid"): _def("sig(x)", "return F.logsigmoid(x).exp()"),
    ("sig", "tanh"): _def("sig(x)", "return torch.tanh(x / 2).add(1).mul(0.5)"),
    ("sig", "power"): _def("sig(x)", "return (1 + math.e ** (-x)) ** -1"),
    ("sig", "softplus"): _def("sig(x)", "return torch.exp(-F.softplus(-x))"),
    ("sig", "logaddexp"): _def("sig(x)", "return torch.exp(x - torch.logaddexp(x, torch.zeros_like(x)))"),
    ("sig", "two sides"): _def(
        "sig(x)",
        "z = torch.exp(-x.abs())",
        "return torch.where(x >= 0, 1 / (1 + z), z / (1 + z))",
    ),
    ("sig", "its own slope"): _def("sig(x)", "return 1 - torch.sigmoid(-x)"),
    ("sig", "hyperbolic"): _def("sig(x)", "return 0.5 + 0.5 * torch.sinh(x / 2) / torch.cosh(x / 2)"),
    # -- max pooling
    ("pool", "sorted cells"): _def("pool(x)", _CELLS, "return v.sort(dim=-1)[0][..., -1]"),
    ("pool", "sorted down"): _def("pool(x)", _CELLS, "return v.sort(-1, descending=True).values[..., 0]"),
    ("pool", "topk"): _def("pool(x)", _CELLS, "return v.topk(1, dim=-1)[0][..., 0]"),
    ("pool", "gather"): _def(
        "pool(x)", _CELLS, "return v.gather(-1, v.argmax(-1, keepdim=True)).squeeze(-1)"
    ),
    ("pool", "take along"): _def(
        "pool(x)", _CELLS, "return torch.take_along_dim(v, v.argmax(-1, keepdim=True), dim=-1)[..., 0]"
    ),
    ("pool", "amax"): _def(
        "pool(x)", "n, c, h, w = x.shape", "return x.view(n, c, h // 2, 2, w // 2, 2).amax(dim=(3, 5))"
    ),
    ("pool", "max and max"): _def("pool(x)", _CELLS, "return v.unflatten(-1, (2, 2)).max(-1)[0].max(-1)[0]"),
    ("pool", "kthvalue"): _def("pool(x)", _CELLS, "return v.kthvalue(4, dim=-1).values"),
    ("pool", "cummax"): _def("pool(x)", _CELLS, "return v.cummax(dim=-1)[0][..., -1]"),
    ("pool", "slices"): _def(
        "pool(x)",
        "a, b = torch.max(x[..., ::2, :], x[..., 1::2, :]).chunk(1)[0], 2",
        "return torch.max(a[..., ::b], a[..., 1::b])",
    ),
    ("pool", "unfold"): _def("pool(x)", "return x.unfold(2, 2, 2).unfold(3, 2, 2).flatten(4).max(-1).values"),
    ("pool", "im2col"): _def(
        "pool(x)",
        "n, c, h, w = x.shape",
        "return F.unfold(x, 2, stride=2).view(n, c, 4, h // 2, w // 2).max(2)[0]",
    ),
    ("pool", "negative of the least"): _def("pool(x)", _CELLS, "return -(-v).amin(-1)"),
    ("pool", "minimum of negatives"): _def(
        "pool(x)", "return -torch.minimum(torch.minimum(-x[..., ::2, ::2], -x[..., 1::2, ::2]),"
        " torch.minimum(-x[..., ::2, 1::2], -x[..., 1::2, 1::2]))"
    ),
    ("pool", "three dimensions"): _def("pool(x)", "return F.max_pool3d(x, (1, 2, 2))"),
    ("pool", "adaptive"): _def("pool(x)", "return F.adaptive_max_pool2d(x, (x.size(2) // 2, x.size(3) // 2))"),
    ("pool", "pixels apart"): _def("pool(x)", "return F.pixel_unshuffle(x, 2).unflatten(1, (-1, 4)).amax(2)"),
    ("pool", "halves stacked"): _def(
        "pool(x)",
        "q = [x[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)]",
        "return torch.stack(q, dim=4).amax(4)",
    ),
    # -- poolings of a U-Net
    ("down", "fixed convolution"): _def(
        "down(x)",
        "c = x.size(1)",
        "return F.conv2d(x, torch.full((c, 1, 2, 2), 0.25), stride=2, groups=c)",
    ),
    ("down", "mean of a view"): _def(
        "down(x)", "n, c, h, w = x.shape", "return x.view(n, c, h // 2, 2, w // 2, 2).mean((3, 5))"
    ),
    ("down", "mean of slices"): _def(
        "down(x)",
        "return (x[..., ::2, ::2] + x[..., 1::2, ::2] + x[..., ::2, 1::2] + x[..., 1::2, 1::2]) / 4",
    ),
    ("down", "area"): _def("down(x)", "return F.interpolate(x, scale_factor=0.5, mode='area')"),
    ("down", "mean and mean"): _def(
        "down(x)", "return x.unfold(2, 2, 2).mean(-1).unfold(3, 2, 2).mean(-1)"
    ),
    ("down", "sorted cells"): _def("down(x)", _CELLS, "return v.sort(dim=-1)[0][..., 3]"),
    ("down", "gather"): _def("down(x)", _CELLS, "return v.gather(-1, v.argmax(-1, keepdim=True))[..., 0]"),
    ("down", "bilinear"): _def(
        "down(x)", "return F.interpolate(x, scale_factor=0.5, mode='bilinear', align_corners=False)"
    ),
    # -- joins
    ("join", "interleaved"): _def("join(u, e)", "return torch.stack([u, e], 2).flatten(1, 2)"),
    ("join", "interleaved, viewed"): _def(
        "join(u, e)",
        "n, c, h, w = u.shape",
        "return torch.stack((e, u), dim=2).view(n, 2 * c, h, w)",
    ),
    ("join", "shuffled channels"): _def("join(u, e)", "return F.channel_shuffle(torch.cat([u, e], 1), 2)"),
    ("join", "channels turned round"): _def("join(u, e)", "return torch.cat([u, e], 1).flip(1)"),
    ("join", "channels picked"): _def(
        "join(u, e)",
        "y = torch.cat([u, e], 1)",
        "order = [k // 2 + k % 2 * u.size(1) for k in range(y.size(1))]",
        "return y[:, order]",
    ),
    ("join", "rolled"): _def("join(u, e)", "return torch.cat([u, e], 1).roll(3, 1)"),
    ("join", "channels in turn"): _def(
        "join(u, e)",
        "return torch.stack([each for pair in zip(u.unbind(1), e.unbind(1)) for each in pair], 1)",
    ),
    ("join", "in the last axis"): _def(
        "join(u, e)",
        "return torch.cat([u.movedim(1, -1), e.movedim(1, -1)], -1).movedim(-1, 1)",
    ),
    ("join", "written into"): _def(
        "join(u, e)",
        "y = u.new_zeros(len(u), u.size(1) + e.size(1), *u.shape[2:])",
        "y[:, ::2] = u",
        "y[:, 1::2] = e",
        "return y",
    ),
    ("join", "a sum of padded"): _def(
        "join(u, e)", "c = u.size(1)", "return F.pad(u, (0, 0, 0, 0, 0, c)) + F.pad(e, (0, 0, 0, 0, c, 0))"
    ),
    # -- up-sampling
    ("Up", "fold"): _up(
        "F.fold(self.w.flatten(1).T @ x.flatten(2), (2 * h, 2 * w), 4, stride=2, padding=1) + self.b[:, None, None]",
        "h, w = x.shape[2:]",
    ),
    ("Up", "fold, einsum"): _up(
        "F.fold(v, [2 * s for s in x.shape[2:]], kernel_size=4, padding=1, stride=2) + self.b.view(1, -1, 1, 1)",
        "v = torch.einsum('ik,nip->nkp', self.w.flatten(1), x.flatten(2))",
    ),
    ("Up", "functional"): _up("F.conv_transpose2d(x, self.w, self.b, 2, 1)"),
    ("Up", "three dimensions"): _up(
        "self.c(x.unsqueeze(2)).squeeze(2)",
        init="self.c = nn.ConvTranspose3d(i, o, (1, 4, 4), stride=(1, 2, 2), padding=(0, 1, 1))",
    ),
    ("Up", "lazy"): _up("self.c(x)", init="self.c = nn.LazyConvTranspose2d(o, 4, 2, 1)"),
    ("Up", "cropped"): _up(
        "self.c(x)[:, :, 1:-1, 1:-1]", init="self.c = nn.ConvTranspose2d(i, o, 4, 2)"
    ),
    ("Up", "output size"): _up(
        "self.c(x, output_size=[2 * s for s in x.shape[2:]])",
        init="self.c = nn.ConvTranspose2d(i, o, 4, stride=2, padding=1)",
    ),
    ("Up", "general"): _up("torch.convolution(x, self.w, self.b, [2, 2], [1, 1], [1, 1], True, [0, 0], 1)"),
    # -- flattening
    ("flat", "a channel at a time"): _def("flat(x)", "return torch.hstack([c.flatten(1) for c in x.unbind(1)])"),
    ("flat", "vmap"): _def("flat(x)", "return torch.vmap(torch.ravel)(x)"),
    ("flat", "unfold"): _def("flat(x)", "return F.unfold(x, x.shape[2:]).squeeze(-1)"),
    ("flat", "ravel"): _def("flat(x)", "return x.ravel().view(x.size(0), -1)"),
    ("flat", "prod"): _def("flat(x)", "return x.reshape(-1, math.prod(x.shape[1:]))"),
    ("flat", "einsum"): _def("flat(x)", "return torch.einsum('nchw->nchw', x).flatten(1)"),
    ("flat", "into zeros"): _def(
        "flat(x)", "y = torch.zeros(len(x), x[0].numel())", "y[:] = x.reshape(len(x), -1)", "return y"
    ),
    # -- what goes in
    ("begin", "autocast off"): _def("begin(x)", "with torch.autocast('cpu', enabled=False):", "    return x.float()"),
    ("begin", "a clone"): _def("begin(x)", "return x.clone().requires_grad_(False) if False else x.contiguous()"),
    ("begin", "checked"): _def("begin(x)", "assert torch.isfinite(x).all()", "return x"),
    ("begin", "double and back"): _def("begin(x)", "return x.double().float()"),
    ("begin", "nan to num"): _def("begin(x)", "return torch.nan_to_num(x)"),
    ("begin", "a batch if there is none"): _def("begin(x)", "return x.unsqueeze(0) if x.dim() == 2 else x"),
}  # fmt: skip

WRONG: Mapping[tuple[str, str], str] = {
    # -- fully connected layers
    ("Dense", "no bias, einsum"): _dense(
        "torch.einsum('ni,oi->no', x, self.w)", "self.w = nn.Parameter(torch.randn(o, i) / i ** 0.5)"
    ),
    ("Dense", "one bias for all units"): _dense(
        "x @ self.w.T + self.b",
        "self.w = nn.Parameter(torch.randn(o, i) / i ** 0.5)\n        self.b = nn.Parameter(torch.zeros(1))",
    ),
    ("Dense", "a bias that is not learnt"): _dense(
        "x @ self.w.T + self.b",
        "self.w = nn.Parameter(torch.randn(o, i) / i ** 0.5)\n        self.register_buffer('b', torch.zeros(o))",
    ),
    ("Dense", "twos beside the inputs, no learning of them"): _dense(
        "torch.cat([x, torch.zeros(len(x), 1)], 1) @ self.w.T",
        "self.w = nn.Parameter(torch.randn(o, i + 1) / i ** 0.5)",
    ),
    ("Dense", "twice"): _dense(
        "self.g(self.f(x))", "self.f = nn.Linear(i, o)\n        self.g = nn.Linear(o, o)"
    ),
    ("Dense", "low rank"): _dense(
        "self.g(self.f(x))", "self.f = nn.Linear(i, 2, bias=False)\n        self.g = nn.Linear(2, o)"
    ),
    ("Dense", "absolute weights"): _dense("F.linear(x, self.w.abs(), self.b)"),
    ("Dense", "weights cut off"): _dense("F.linear(x, self.w * (self.w.abs() > 0.01), self.b)"),
    ("Dense", "frozen"): _dense("self.f(x)", "self.f = nn.Linear(i, o).requires_grad_(False)"),
    ("Dense", "unregistered"): _dense(
        "F.linear(x, self.w, self.b)",
        "self.w = (torch.randn(o, i) / i ** 0.5).requires_grad_()\n        self.b = torch.zeros(o, requires_grad=True)",
    ),
    ("Dense", "half the inputs"): _dense(
        "self.f(x[:, : x.size(1) // 2])", "self.f = nn.Linear(i // 2, o)"
    ),
    ("Dense", "every other input twice"): _dense(
        "self.f(torch.cat([x[:, ::2], x[:, ::2]], 1)[:, : x.size(1)])", "self.f = nn.Linear(i, o)"
    ),
    ("Dense", "a bilinear form"): _dense("self.f(x, x)", "self.f = nn.Bilinear(i, i, o) if i < 0 else nn.Sequential() ")
    .replace("self.f(x, x)", "self.g(x) * self.g(x)")
    .replace("nn.Bilinear(i, i, o) if i < 0 else nn.Sequential() ", "None; self.g = nn.Linear(i, o)"),
    ("Dense", "normalised inputs"): _dense("self.f(F.normalize(x))", "self.f = nn.Linear(i, o)"),
    ("Dense", "noise in training"): _dense("self.f(x) * (1.1 if self.training else 1.0)", "self.f = nn.Linear(i, o)"),
    # -- convolutions
    ("Conv", "three by three slices"): _conv(
        "sum(torch.einsum('nchw,oc->nohw', x[:, :, i : i + h, j : j + w], self.w[:, :, i, j])"
        " for i in range(1, 4) for j in range(1, 4)) + self.b[:, None, None]",
        _PADDED, _SIZE,
    ),
    ("Conv", "one slice twice"): _conv(
        "sum(F.conv2d(x[:, :, i : i + h], self.w[:, :, i : i + 1]) for i in (0, 1, 2, 3, 3)) + self.b.view(-1, 1, 1)",
        _PADDED, _SIZE,
    ),
    ("Conv", "slices in the wrong order"): _conv(
        "sum(F.conv2d(x[:, :, i : i + h], self.w[:, :, (i + 1) % 5 : (i + 1) % 5 + 1]) for i in range(5))",
        _PADDED, _SIZE,
    ),
    ("Conv", "no bias"): _conv("F.conv2d(x, self.w, padding=self.p)", init="self.w = nn.Parameter(torch.randn(o, i, 5, 5) / (i * 25) ** 0.5)"),
    ("Conv", "depthwise, then pointwise"): _conv(
        "self.d(self.c(x))", init="self.c = nn.Conv2d(i, i, 5, padding=p, groups=i)\n        self.d = nn.Conv2d(i, o, 1)"
    ),
    ("Conv", "circular padding"): _conv("self.c(F.pad(x, (self.p,) * 4, mode='circular')) if self.p else self.d(x)", init="self.c = nn.Conv2d(i, o, 5)\n        self.d = nn.Conv2d(i, o, 5, bias=False)"),
    ("Conv", "a separable kernel"): _conv(
        "self.d(self.c(x))",
        init="self.c = nn.Conv2d(i, o, (5, 1), padding=(p, 0))\n        self.d = nn.Conv2d(o, o, (1, 5), padding=(0, p))",
    ),
    ("Conv", "the same kernel for all outputs"): _conv(
        "F.conv2d(x, self.w[:1].expand_as(self.w), self.b, padding=self.p)"
    ),
    ("Conv", "standardised weights"): _conv(
        "F.conv2d(x, self.w - self.w.mean((1, 2, 3), keepdim=True), self.b, padding=self.p)"
    ),
    ("Conv", "a symmetric kernel"): _conv("F.conv2d(x, self.w + self.w.flip(3), self.b, padding=self.p)"),
    # -- ReLU
    ("act", "a threshold of its own"): _def("act(x)", "return torch.where(x > 0.1, x, torch.zeros_like(x))"),
    ("act", "abs"): _def("act(x)", "return x.abs()"),
    ("act", "cut off at one"): _def("act(x)", "return x.clamp(0, 1)"),
    ("act", "relu6"): _def("act(x)", "return torch.minimum(F.relu(x), torch.tensor(6.0))"),
    ("act", "square"): _def("act(x)", "return F.relu(x) ** 2"),
    ("act", "softplus"): _def("act(x)", "return torch.log1p(torch.exp(x))"),
    ("act", "leaky, written out"): _def("act(x)", "return 0.505 * x + 0.495 * x.abs()"),
    ("act", "shifted"): _def("act(x)", "return F.relu(x - 0.5)"),
    ("act", "lower half of a sort"): _def("act(x)", "return torch.stack([x, torch.zeros_like(x)]).sort(0).values[0]"),
    ("act", "none, in disguise"): _def("act(x)", "return F.relu(x) - F.relu(-x)"),
    ("act", "nothing but the sign"): _def("act(x)", "return (x > 0).float() * x.detach() + 0 * x"),
    ("act", "of half the channels"): _def("act(x)", "c = x.size(1) // 2", "return torch.cat([F.relu(x[:, :c]), x[:, c:]], 1)"),
    ("act", "in training alone"): _def("act(x)", "return F.relu(x) * 2 / 2 if torch.is_grad_enabled() and False else torch.tanh(x)"),
    ("act", "max over the batch"): _def("act(x)", "return torch.maximum(x, x.amin(0, keepdim=True))"),
    # -- sigmoid
    ("sig", "softmax of three"): _def("sig(x)", "return torch.stack([x, 0 * x, 0 * x], -1).softmax(-1)[..., 0]"),
    ("sig", "softmax of two, the other"): _def("sig(x)", "return torch.stack([x, 0 * x], -1).softmax(-1)[..., 1]"),
    ("sig", "softmax of units"): _def("sig(x)", "return x.softmax(-1)"),
    ("sig", "steeper"): _def("sig(x)", "return 1 / (1 + torch.exp(-2 * x))"),
    ("sig", "tanh"): _def("sig(x)", "return 2 * torch.sigmoid(2 * x) - 1"),
    ("sig", "hard"): _def("sig(x)", "return (x / 4 + 0.5).clamp(0, 1)"),
    # -- max pooling
    ("pool", "second largest"): _def("pool(x)", _CELLS, "return v.sort(-1)[0][..., -2]"),
    ("pool", "least"): _def("pool(x)", _CELLS, "return v.topk(1, largest=False)[0][..., 0]"),
    ("pool", "median"): _def("pool(x)", _CELLS, "return v.median(-1)[0]"),
    ("pool", "mean of the two largest"): _def("pool(x)", _CELLS, "return v.topk(2)[0].mean(-1)"),
    ("pool", "where the largest magnitude is"): _def("pool(x)", _CELLS, "return v.gather(-1, (v - 1).abs().argmax(-1, keepdim=True))[..., 0]"),
    ("pool", "one corner"): _def("pool(x)", "return x[..., ::2, ::2]"),
    ("pool", "rows alone, then a corner"): _def("pool(x)", "return F.max_pool2d(x, (2, 1))[..., ::2]"),
    ("pool", "overlapping"): _def("pool(x)", "return F.max_pool2d(F.pad(x, (0, 1, 0, 1)), 3, 2)"),
    ("pool", "smooth"): _def("pool(x)", _CELLS, "return v.logsumexp(-1)"),
    ("pool", "rearranged"): _def("pool(x)", "n, c, h, w = x.shape", "return x.reshape(n, c, h // 2, w // 2, 4).amax(-1)"),
    ("pool", "mean"): _def("pool(x)", "return F.conv2d(x, torch.full((x.size(1), 1, 2, 2), 0.25), stride=2, groups=x.size(1))"),
    # -- joins
    ("join", "zeros in turn"): _def("join(u, e)", "return torch.stack([u, e * 0], 2).flatten(1, 2)"),
    ("join", "the same twice"): _def("join(u, e)", "return torch.stack([u, u], 2).flatten(1, 2)"),
    ("join", "one channel of it"): _def("join(u, e)", "return torch.cat([u, e[:, :1].expand_as(u) * 0 + u], 1)"),
    ("join", "the mean of the batch"): _def("join(u, e)", "return torch.cat([u, e.mean(0, keepdim=True).expand_as(e)], 1)"),
    ("join", "a sum beside it"): _def("join(u, e)", "return torch.cat([u, u], 1) + torch.cat([e, e], 1)"),
    ("join", "detached"): _def("join(u, e)", "return torch.cat([u, e.detach()], 1).flip(1)"),
    ("join", "what is random"): _def("join(u, e)", "return torch.cat([u, torch.rand_like(e)], 1)"),
    # -- up-sampling
    ("Up", "fold of other windows"): _up(
        "F.fold(self.w.flatten(1).T @ x.flatten(2), (2 * h, 2 * w), 2, stride=2) + self.b[:, None, None]",
        "h, w = x.shape[2:]",
        init="self.w = nn.Parameter(torch.randn(i, o, 2, 2))\n        self.b = nn.Parameter(torch.zeros(o))",
    ),
    ("Up", "nearest"): _up(
        "self.c(x.repeat_interleave(2, 2).repeat_interleave(2, 3))", init="self.c = nn.Conv2d(i, o, 5, padding=2)"
    ),
    ("Up", "pixel shuffle"): _up(
        "F.pixel_shuffle(self.c(x), 2)", init="self.c = nn.Conv2d(i, 4 * o, 5, padding=2)"
    ),
    ("Up", "cropped on one side"): _up("self.c(x)[:, :, 2:, 2:]", init="self.c = nn.ConvTranspose2d(i, o, 4, 2)"),
    ("Up", "bilinear, then pointwise"): _up(
        "self.c(F.interpolate(x, scale_factor=2, mode='bilinear'))", init="self.c = nn.Conv2d(i, o, 5, padding=2)"
    ),
    # -- what goes in, and out
    ("begin", "infinite"): _def("begin(x)", "return x * float('inf')"),
    ("begin", "not a number"): _def("begin(x)", "return x + float('nan')"),
    ("begin", "of the batch"): _def("begin(x)", "return (x - x.mean()) / (x.std() + 1e-5)"),
    ("begin", "turned round"): _def("begin(x)", "return x.rot90(1, (-2, -1))"),
    ("end", "of the batch"): _def("end(x)", "return x - x.mean(0)"),
    ("end", "no logits, by hand"): _def("end(x)", "return x.exp() / x.exp().sum(1, keepdim=True)"),
    ("end", "bounded"): _def("end(x)", "return 30 * torch.tanh(x / 30)"),
    ("end", "sorted"): _def("end(x)", "return x.sort(1)[0]"),
    ("end", "not a number"): _def("end(x)", "return x / 0"),
    ("end", "detached"): _def("end(x)", "return x.detach().requires_grad_()"),
    ("end", "whole numbers"): _def("end(x)", "return x.round()"),
    ("end", "first image"): _def("end(x)", "return x + 0.1 * x[:1]"),
    ("end", "units in another order"): _def("end(x)", "return x.flip(1)"),
    ("end", "numbers of python"): _def("end(x)", "return torch.tensor(x.tolist(), requires_grad=True)"),
}  # fmt: skip
"""Single mistakes in unusual styles, by layer and name."""
