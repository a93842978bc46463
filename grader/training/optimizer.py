"""Adam, and the schedule of its learning rate."""

import torch
from torch import Tensor
from torch.optim.adam import adam


def one_cycle(done: float) -> float:
    """Return the learning rate's share of its peak when a fraction `done` of the steps is done.

    It rises linearly over the first quarter, then falls linearly to 1 %.
    """
    return max(done / 0.25, 0.01) if done < 0.25 else 1 - 0.99 * (done - 0.25) / 0.75


class Adam:
    """Adam with torch's default constants, using torch's fused kernel.

    `torch.optim.Adam` is not used because its first step imports torch's compiler, which takes longer than
    half of a brief training.
    """

    def __init__(self, parameters: list[Tensor], momentum: float = 0.9) -> None:
        self._parameters = parameters
        self._momentum = momentum
        self._means = [torch.zeros_like(parameter) for parameter in parameters]
        self._squares = [torch.zeros_like(parameter) for parameter in parameters]
        self._steps = [torch.zeros((), device=parameter.device) for parameter in parameters]

    def step(self, loss: Tensor, learning_rate: float) -> None:
        """Update the parameters that the loss depends on."""
        if not loss.requires_grad:
            return
        found = torch.autograd.grad(loss, self._parameters, allow_unused=True)
        used = [index for index, gradient in enumerate(found) if gradient is not None]
        parameters = [self._parameters[index] for index in used]
        gradients = [gradient for gradient in found if gradient is not None]
        with torch.no_grad():
            adam(
                parameters,
                [_laid_out(*pair) for pair in zip(gradients, parameters, strict=True)],
                [self._means[index] for index in used],
                [self._squares[index] for index in used],
                [],
                [self._steps[index] for index in used],
                fused=True,
                amsgrad=False,
                beta1=self._momentum,
                beta2=0.999,
                lr=learning_rate,
                weight_decay=0.0,
                eps=1e-8,
                maximize=False,
            )


def _laid_out(gradient: Tensor, parameter: Tensor) -> Tensor:
    """Return the gradient in the parameter's memory layout.

    The fused kernel walks both memories in step without checking their layouts, but the gradient of a
    convolution of a permuted image, for example, has the image's layout.
    """
    if gradient.stride() == parameter.stride():
        return gradient
    return torch.empty_like(parameter).copy_(gradient)
