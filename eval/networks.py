"""What the networks that are fitted here share: their weights as they are drawn, and as they ship."""

from collections.abc import Mapping

import numpy as np
import torch
from numpy.typing import NDArray


def drawn(*shape: int, fan: int) -> torch.Tensor:
    """Weights of this shape to begin with, evenly within 1 / sqrt(fan)."""
    values: torch.Tensor = (torch.rand(*shape) * 2 - 1) / fan**0.5
    return values.requires_grad_()


def halves(tensors: Mapping[str, torch.Tensor]) -> dict[str, NDArray[np.float16]]:
    """The weights in half precision, as they are written."""
    return {k: v.detach().numpy().astype(np.float16) for k, v in tensors.items()}
