"""Hints on what the student's code raised: what was seen, and never a cause that was not."""

import difflib
import inspect
import re
from collections.abc import Callable
from typing import Final

from torch import Tensor, nn

from grader.base.english import counted
from grader.base.korean import with_particle
from grader.base.text import Text
from grader.records.capture_protocol import Broken

SHOWN: Final = 7
"""Maximum number of sizes in a row."""
IMPORTS: Final = {
    "F": "import torch.nn.functional as F",
    "Image": "from PIL import Image",
    "OrderedDict": "from collections import OrderedDict",
    "Variable": "from torch.autograd import Variable",
    "init": "import torch.nn.init as init",
    "nn": "import torch.nn as nn",
    "np": "import numpy as np",
    "optim": "import torch.optim as optim",
    "partial": "from functools import partial",
    "plt": "import matplotlib.pyplot as plt",
    "transforms": "from torchvision import transforms",
    **{name: f"import {name}" for name in ("copy", "math", "numpy", "os", "random", "torch", "torchvision")},
}
"""The usual import of a name."""

LAYER_ARGUMENTS: Final = (
    "in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "output_padding",
    "in_features", "out_features", "bias", "num_features", "scale_factor", "mode", "inplace", "dim",
)  # fmt: skip
"""Names of the arguments of the layers that a course teaches."""
OTHER_CHANNELS: Final = re.compile(r"input\[([\d, ]+)\] to have (\d+) channels, but got (\d+)")
OTHER_INPUTS: Final = re.compile(r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)")
OTHER_SIZES: Final = re.compile(
    r"Sizes of tensors must match except in dimension 1\. Expected size (\d+) but got size (\d+)"
)
OTHER_STATISTICS: Final = re.compile(r"running_mean should contain (\d+) elements not (\d+)")
OTHER_SIZE: Final = re.compile(r"shape '\[([-\d, ]+)\]' is invalid for input of size (\d+)")
OTHER_TYPES: Final = re.compile(
    r"must have the same dtype|expected scalar type|Input type \(.+\) and (?:bias|weight) type \(.+\)"
)
NONE_GIVEN: Final = re.compile(
    r"(?:not|got) \(?NoneType\b|unsupported operand .*'NoneType'|'NoneType' object is not subscriptable"
)
"""What is said of None where a tensor is needed; of None that is called, it is the layer that is missing."""
TOO_MANY: Final = re.compile(r"(\w+)\(\) takes (\d+) positional arguments? but (\d+)")


def hint(broken: Broken) -> Text:
    """Return what to do about an exception."""
    told = (recognise(broken) for recognise in RECOGNISERS)
    return next((each for each in told if each is not None), _to_see_it_oneself(broken))


# -- sizes -----------------------------------------------------------------------------------------------


def sizes(broken: Broken) -> str:
    """Return the sizes that one image had until the error: `32x32x3 → 28x28x6 → 14x14x6`; nothing if none."""
    if broken.stage != "forward" or broken.error not in ("RuntimeError", "ValueError", "IndexError"):
        return ""
    found = [size(shape, broken) for shape in broken.shapes]
    if len(found) > SHOWN:
        found = [found[0], "…", *found[-SHOWN:]]
    return " → ".join(found)


def size(shape: tuple[int, ...], broken: Broken) -> str:
    """Return what one image has become: `14x14x6`, `400`; the whole shape if there is not one for each."""
    if shape[:1] != broken.shapes[0][:1] or len(shape) == 1:
        return f"({', '.join(map(str, shape))})"
    image = shape[1:]
    if len(image) == 3:
        image = (*image[1:], image[0])
    return "x".join(map(str, image))


def _channels(broken: Broken) -> Text | None:
    found = OTHER_CHANNELS.search(broken.message)
    if found is None:
        return None
    given, wanted, got = found.groups()
    if [list(shape) for shape in broken.shapes] == [[int(each) for each in given.split(",")]]:
        colours = "(RGB)" if got == "3" else ""
        layer = "nn.ConvTranspose2d" if "transposed=1" in broken.message else "nn.Conv2d"
        channels = "1 channel" if got == "1" else f"{got} channels {colours}".rstrip()
        return Text(
            ko=f"이미지의 채널은 {got}개{colours}인데, 첫 층은 채널 {wanted}개를 받게 되어 있습니다."
            f" {layer}의 첫 인자(in_channels)를 {with_particle(got, '으로')} 하십시오: {layer}({got}, …)",
            en=f"The images have {channels}, but the first convolution expects {wanted}. Its"
            f" first argument (in_channels) must be {got}: {layer}({got}, …).",
        )
    return Text(
        ko=f"이 층은 채널 {wanted}개를 받게 되어 있지만, 들어오는 특성 맵의 채널은 {got}개입니다. 둘이"
        " 같아야 합니다.",
        en=f"This layer expects {counted(wanted, 'channel')} (in_channels), but the map that it is given"
        f" has {got}. The two must be equal.",
    )


def _batch_joined(broken: Broken) -> Text | None:
    """Return the hint on maps that were joined along the batch: `torch.cat([a, b])`."""
    first, last = (broken.shapes[0][:1], broken.shapes[-1][:1]) if broken.shapes else ((), ())
    if OTHER_CHANNELS.search(broken.message) is None or not first or first == last:
        return None
    return Text(
        ko=f"배치 차원(0번)이 {first[0]}에서 {with_particle(str(last[0]), '으로')} 바뀌었습니다."
        " torch.cat으로 채널을 이으려면 dim=1을 주십시오: torch.cat([a, b], dim=1)",
        en=f"Dimension 0, the batch, has become {last[0]} instead of {first[0]}. To join channels, give"
        " torch.cat dim=1: torch.cat([a, b], dim=1)",
    )


def _joined(broken: Broken) -> Text | None:
    if "cat(): argument 'tensors'" in broken.message:
        return Text(
            ko="torch.cat에는 이을 텐서를 리스트로 주십시오: torch.cat([a, b], dim=1)",
            en="Give torch.cat the tensors in a list: torch.cat([a, b], dim=1)",
        )
    found = OTHER_SIZES.search(broken.message)
    if found is None:
        return None
    one, other = found.groups()
    return Text(
        ko=f"torch.cat으로 이을 특성 맵은 가로와 세로가 같아야 하는데, 여기서는 {with_particle(one, '과')}"
        f" {other}입니다. 합성곱층과 업샘플링의 stride와 padding을 확인하십시오.",
        en=f"Maps must have the same height and width to be joined by torch.cat; here it is {one} and"
        f" {other}. Check stride and padding of the convolutions and of the up-sampling.",
    )


def _statistics(broken: Broken) -> Text | None:
    found = OTHER_STATISTICS.search(broken.message)
    if found is None:
        return None
    got, wanted = found.groups()
    return Text(
        ko=f"이 배치 정규화층은 채널 {wanted}개를 받게 되어 있지만, 들어오는 특성 맵의 채널은 {got}개입니다."
        f" 인자(num_features)를 {with_particle(got, '으로')} 하십시오.",
        en=f"This batch norm expects {counted(wanted, 'channel')} (num_features), but the map that it is"
        f" given has {got}. The two must be equal.",
    )


def _inputs(broken: Broken) -> Text | None:
    found = OTHER_INPUTS.search(broken.message)
    if found is None or not broken.shapes:
        return None
    _, given, wanted, outputs = found.groups()
    shape = broken.shapes[-1]
    if shape[:1] != broken.shapes[0][:1] or len(shape) == 1:
        return Text(
            ko="배치 차원(0번)이 그대로 남아 있지 않습니다. 배치 차원은 두고 펼치십시오: x.flatten(1)",
            en="Dimension 0, the batch, is not what it was. Flatten everything but the batch: x.flatten(1)",
        )
    if len(shape) > 2:
        return Text(
            ko=f"크기 {size(shape, broken)}인 값이 펼쳐지지 않은 채 nn.Linear에 들어갑니다. nn.Linear는"
            f" 마지막 차원(여기서는 {given}개)에만 적용됩니다. 먼저 펼치십시오: x.flatten(1)",
            en=f"{size(shape, broken)} goes into nn.Linear without being flattened, and nn.Linear works on"
            f" the last dimension alone, here {given} numbers. Flatten first: x.flatten(1)",
        )
    return Text(
        ko=f"이 층은 값 {wanted}개를 받게 되어 있지만(nn.Linear({wanted}, {outputs})), 이미지마다"
        f" {given}개가 들어옵니다. 둘이 같아야 합니다.",
        en=f"This layer expects {wanted} numbers, nn.Linear({wanted}, {outputs}), but is given {given} an"
        " image. The two must be equal.",
    )


def _reshaped(broken: Broken) -> Text | None:
    found = OTHER_SIZE.search(broken.message)
    if found is None:
        return None
    asked = [int(each) for each in found[1].split(",")]
    batch = broken.shapes[0][0] if broken.shapes else 1
    last = broken.shapes[-1] if broken.shapes else ()
    if last[:1] != (batch,) or int(found[2]) % batch:
        return Text(
            ko="view나 reshape에 쓴 크기가 맞지 않습니다. 그 줄에서 이미지 한 장이 값을 몇 개 가지는지"
            " 다시 계산해 보십시오.",
            en="The size given to view or reshape does not fit. Work out once more how many numbers an image"
            " has at that line.",
        )
    numbers, shape = int(found[2]) // batch, size(last, broken)
    counted = f"{numbers:,}" if shape == str(numbers) else f"{shape} = {numbers:,}"
    rest = "x".join(map(str, asked[1:]))
    written = f"({', '.join(['N' if asked[0] == batch else str(asked[0]), *map(str, asked[1:])])})"
    if asked[0] == -1 and len(asked) > 1:
        return Text(
            ko=f"그 줄에서 이미지 한 장의 값은 {counted}개인데, {written}은 이를 {rest}개씩 자릅니다."
            " 이미지마다 값을 모두 한 줄로 펼치십시오: x.flatten(1)",
            en=f"At that line an image has {counted} numbers, and {written} would cut them into pieces of"
            f" {rest}. Keep all numbers of an image in one row: x.flatten(1)",
        )
    return Text(
        ko=f"그 줄에서 이미지 한 장의 값은 {counted}개여서 {written}에 맞지 않습니다.",
        en=f"At that line an image has {counted} numbers, which do not fit into {written}.",
    )


def _smaller(broken: Broken) -> Text | None:
    if "Output size is too small" in broken.message or "Kernel size can't be greater" in broken.message:
        return Text(
            ko="특성 맵이 커널보다 작아졌습니다. 커널, 스트라이드, 풀링을 확인하십시오.",
            en="The feature map has become smaller than the kernel. Check kernels, strides and pooling.",
        )
    return None


# -- names -----------------------------------------------------------------------------------------------


def _imports(broken: Broken) -> Text | None:
    found = re.search(r"name '(\w+)' is not defined", broken.message)
    if broken.error != "NameError" or found is None:
        return None
    name = found[1]
    line = IMPORTS.get(name)
    if line is None and name[:1].isupper() and hasattr(nn, name):
        line = f"from torch.nn import {name}"
    if line is None:
        return None
    return Text(
        ko=f"{with_particle(name, '을')} 쓰려면 import가 필요합니다. 파일 맨 위에 적으십시오: {line}",
        en=f"{name} is used but not imported. Write at the top of the file: {line}",
    )


def _attribute(broken: Broken) -> Text | None:
    """Return the hint on an attribute of the model's own that was read or made without `self.`, or never."""
    name = broken.hint.removeprefix("self.").removesuffix(" =")
    if broken.hint == f"self.{name}":
        return Text(
            ko=f"{with_particle(name, '은')} 모델의 속성입니다. 앞에 self.를 붙이십시오: self.{name}",
            en=f"{name} is an attribute of the model. Write self before it: self.{name}",
        )
    if broken.hint == f"{name} =":
        return Text(
            ko=f"__init__에서 {name} 앞에 self.를 붙이십시오: self.{name} = …",
            en=f"In __init__, write self before {name}: self.{name} = …",
        )
    if broken.hint == f"self.{name} =":
        return Text(
            ko=f"__init__에서 {with_particle(f'self.{name}', '을')} 만들지 않습니다. 쓰기 전에 만드십시오.",
            en=f"__init__ makes no self.{name}. Make it there, before it is used.",
        )
    return None


def _typo(broken: Broken) -> Text | None:
    if not broken.hint:
        return None
    return Text(
        ko=f"혹시 '{broken.hint}'입니까? 두 곳의 철자가 같은지 확인하십시오.",
        en=f"Did you mean '{broken.hint}'? Check that both are spelled alike.",
    )


def _undefined(broken: Broken) -> Text | None:
    if broken.error != "NameError":
        return None
    return Text(
        ko="모델이 쓰는 이름이 제출한 파일에 정의되어 있는지 확인하십시오. 데이터에서 계산되는 값은"
        " 숫자로 적으십시오.",
        en="Check that the file defines the name that the model uses. Write values that come from the"
        " data as numbers.",
    )


def _packages(broken: Broken) -> Text | None:
    if broken.error != "ModuleNotFoundError":
        return None
    return Text(
        ko="채점기에는 torch와 torchvision만 설치되어 있습니다. 직접 작성한 파일이면 함께 제출하고, 아니면"
        " 이 줄을 torch의 함수로 바꾸십시오.",
        en="Only torch and torchvision are installed with the grader. If it is a file of your own, hand it in"
        " as well; if not, write this line with torch's functions.",
    )


# -- classes and methods ---------------------------------------------------------------------------------


def _super(broken: Broken) -> Text | None:
    said = (
        "before Module.__init__() call",
        "super().__init__() call",
        "super(type, obj): obj must be",
        "of 'super' object needs an argument",
        "Module.__init__() missing 1 required",
    )
    if not any(each in broken.message for each in said):
        return None
    return Text(
        ko="__init__의 첫 줄에 super().__init__()을 쓰십시오.",
        en="The first line of __init__ must be super().__init__().",
    )


def _base(broken: Broken) -> Text | None:
    if not re.match(r"module(?:\.__init__)?\(\) takes at most", broken.message):
        return None
    return Text(
        ko="모듈이 아니라 그 안의 클래스를 상속하십시오: class 이름(nn.Module):",
        en="Inherit from the class nn.Module, not from the module that it is in: class Name(nn.Module):",
    )


def _layer_for_tensor(broken: Broken) -> Text | None:
    """Return the hint on `nn.ReLU(x)`: a layer was made where one was to be applied."""
    found = re.search(r"must be Tensor, not (\w+)|got \((\w+), Parameter", broken.message)
    name = (found[1] or found[2]) if found else ""
    if not hasattr(nn, name or "-"):
        return None
    asked = inspect.signature(getattr(nn, name).__init__).parameters.values()
    needs = any(
        each.default is each.empty and each.kind is each.POSITIONAL_OR_KEYWORD for each in [*asked][1:]
    )
    made = f"nn.{name}({'…' if needs else ''})"
    return Text(
        ko=f"nn.{name}(x)는 x에 적용되지 않고 새 층을 만듭니다. 층을 만든 뒤 적용하십시오: {made}(x)",
        en=f"nn.{name}(x) makes a layer and applies it to nothing. Make it, then apply it: {made}(x)",
    )


def _misplaced(broken: Broken) -> Text | None:
    """Return the hint on a line that its indentation puts outside its method."""
    found = re.search(r"'(\w+)' outside function", broken.message)
    if found is None:
        return None
    return Text(
        ko=f"{found[1]} 줄의 들여쓰기를 그 메서드의 다른 줄과 같게 하십시오.",
        en=f"Indent the line of {found[1]} as far as the other lines of its method.",
    )


def _not_made(broken: Broken) -> Text | None:
    """Return the hint on what stands among the layers of an `nn.Sequential` and is none."""
    found = re.search(r"(\w+) is not a Module subclass", broken.message)
    if found is None:
        return None
    name = found[1]
    if hasattr(nn, name):
        return Text(
            ko=f"{with_particle(f'nn.{name}', '은')} 클래스입니다. 괄호를 붙여 층을 만드십시오: nn.{name}()",
            en=f"nn.{name} is a class. Make a layer of it, with brackets: nn.{name}()",
        )
    if name == "list":
        return Text(
            ko="리스트 앞에 *를 붙여 층을 하나씩 넣으십시오: nn.Sequential(*layers)",
            en="Give it the layers one by one, with * before the list: nn.Sequential(*layers)",
        )
    return Text(
        ko=f"{with_particle(name, '은')} 층이 아닙니다. nn.ReLU()처럼 층을 만들어 넣으십시오.",
        en=f"{name} is no layer. Put layers there, such as nn.ReLU().",
    )


def _list_called(broken: Broken) -> Text | None:
    if not re.search(r"'list' object is not callable|\[ModuleList\] is missing", broken.message):
        return None
    return Text(
        ko="층의 리스트는 입력에 바로 적용할 수 없습니다. 층을 하나씩 적용하거나 묶으십시오:"
        " nn.Sequential(*layers)",
        en="A list of layers cannot be applied to an input. Apply its layers one by one, or join them:"
        " nn.Sequential(*layers)",
    )


def _tuple_called(broken: Broken) -> Text | None:
    if "'tuple' object is not callable" not in broken.message:
        return None
    return Text(
        ko="여기서 적용하는 것은 층이 아니라 튜플입니다. __init__에서 층을 만든 줄이 쉼표로 끝나는지"
        " 확인하십시오.",
        en="What is applied here is a tuple and no layer. Check whether the line of __init__ that makes it"
        " ends with a comma.",
    )


def _nothing_returned(broken: Broken) -> Text | None:
    """Return the hint on None where there should be a tensor: what a forward without `return` returns."""
    attribute = re.search(r"'NoneType' object has no attribute '(\w+)'", broken.message)
    asked = hasattr(Tensor, attribute[1]) if attribute else NONE_GIVEN.search(broken.message)
    if not asked or broken.stage != "forward":
        return None
    return Text(
        ko="이 줄은 텐서 대신 None을 받습니다. 앞에서 쓴 클래스의 forward나 함수가 모두 return으로 끝나는지"
        " 확인하십시오.",
        en="This line is given None in place of a tensor. Check that each forward and function used before it"
        " ends with return.",
    )


def _types(broken: Broken) -> Text | None:
    found = OTHER_TYPES.search(broken.message)
    if found is None:
        return None
    return Text(
        ko="이 줄에서 만나는 텐서의 자료형이 서로 다릅니다. 모두 float32여야 합니다. .double(), .long(),"
        " .half(), dtype, numpy 배열은 자료형을 바꿉니다.",
        en="The tensors that meet on this line have different types. All should be float32; .double(),"
        " .long(), .half(), dtype and numpy's arrays bring in others.",
    )


def _layer_arguments(broken: Broken) -> Text | None:
    """Return the hint on a layer of torch's that is made with an argument too few, or with a misspelt one."""
    lacking = re.match(r"(\w+)\.__init__\(\) missing .*: (.+)", broken.message)
    if lacking and hasattr(nn, lacking[1]):
        names = lacking[2].replace("'", "").replace(" and ", ", ")
        return Text(
            ko=f"nn.{lacking[1]}에 빠진 인자가 있습니다: {names}",
            en=f"nn.{lacking[1]} lacks an argument: {names}",
        )
    wrong = re.search(r"got an unexpected keyword argument '(\w+)'", broken.message)
    meant = difflib.get_close_matches(wrong[1], LAYER_ARGUMENTS, 1) if wrong else []
    if not meant:
        return None
    return Text(
        ko=f"혹시 '{meant[0]}'입니까? 인자 이름의 철자를 확인하십시오.",
        en=f"Did you mean '{meant[0]}'? Check the spelling of the argument.",
    )


def _missing_arguments(broken: Broken) -> Text | None:
    found = re.search(r"(\w+(?:\.\w+)*)\(\) missing .* positional arguments?: (.+)", broken.message)
    if found is None:
        return None
    called = found[1].removesuffix(".__init__").removesuffix(".forward").strip("_")
    if broken.lines:
        names = found[2].replace("'", "").replace(" and ", ", ")
        return Text(ko=f"{called}에 빠진 인자가 있습니다: {names}", en=f"{called} lacks an argument: {names}")
    return Text(
        ko="모델은 인자 없이 만들 수 있어야 합니다. 인자에 기본값을 주거나 파일에서 모델을 직접 만드십시오.",
        en="The model must be made without arguments. Give them defaults, or make the model in the file.",
    )


def _without_self(broken: Broken) -> Text | None:
    found = TOO_MANY.search(broken.message)
    signatures = {("forward", "1"): "def forward(self, x):", ("__init__", "0"): "def __init__(self):"}
    signature = signatures.get((found[1], found[2])) if found else None
    if signature is None:
        return None
    return Text(ko=f"인자를 이렇게 적으십시오: {signature}", en=f"Write its arguments so: {signature}")


def _files(broken: Broken) -> Text | None:
    refused = ("Permission denied", "Operation not permitted", "open file failed")
    denied = any(each in broken.message for each in refused)
    if broken.error not in ("PermissionError", "FileNotFoundError") and not denied:
        return None
    return Text(
        ko="채점할 때 모델은 파일을 읽거나 쓸 수 없습니다(임시 파일도 마찬가지입니다). 파일을 여는 줄을"
        " 모델에서 빼고, 필요한 값은 코드에 숫자로 적으십시오.",
        en="While it is graded, a model can neither read nor write files, temporary ones included. Take"
        " the line that opens one out of the model, and write the numbers that it needs into the code.",
    )


def _command_line(broken: Broken) -> Text | None:
    if broken.error != "ArgumentError":
        return None
    return Text(
        ko="채점할 때는 명령줄 인자 없이 실행합니다. add_argument에 기본값(default)을 주십시오.",
        en="While it is graded, the file runs with no command line. Give add_argument a default.",
    )


def _to_see_it_oneself(broken: Broken) -> Text:
    if broken.stage == "define":
        return Text(
            ko="새로 시작한 파이썬에서 파일을 처음부터 실행하면 같은 오류를 볼 수 있습니다.",
            en="Run the file from the top in a fresh session to see the same error.",
        )
    if not broken.shapes:
        return Text(
            ko="새로 시작한 파이썬에서 모델을 만들면 같은 오류를 볼 수 있습니다.",
            en="Make the model in a fresh session to see the same error.",
        )
    shape = ", ".join(map(str, broken.shapes[0]))
    return Text(
        ko=f"model(torch.randn({shape}))을 실행하면 같은 오류를 볼 수 있습니다.",
        en=f"Run model(torch.randn({shape})) to see the same error.",
    )


RECOGNISERS: Final[tuple[Callable[[Broken], Text | None], ...]] = (
    _imports,
    _attribute,
    _typo,
    _super,
    _base,
    _batch_joined,
    _joined,
    _channels,
    _statistics,
    _inputs,
    _reshaped,
    _smaller,
    _undefined,
    _packages,
    _files,
    _layer_for_tensor,
    _misplaced,
    _not_made,
    _list_called,
    _tuple_called,
    _nothing_returned,
    _types,
    _layer_arguments,
    _missing_arguments,
    _without_self,
    _command_line,
)
"""In this order, each returns its hint if it knows the error."""
