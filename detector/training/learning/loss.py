"""How wrong a finder's maps are: focal loss for what is where, GIoU loss for how large it is."""

import torch
from torch import Tensor
from torch.nn import functional

STRIDE = 4
BOX_SHARE = 5.0


def finder_loss(logits: Tensor, sides: Tensor, wanted: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """The loss of the scores and that of the boxes, for maps as Finder gives them.

    `wanted` holds a batch of the fields of Target.
    """
    return (
        focal_loss(logits, wanted["heat"], wanted["counts"]),
        BOX_SHARE * box_loss(sides, wanted["boxes"], wanted["weights"]),
    )


def focal_loss(logits: Tensor, heat: Tensor, counts: Tensor) -> Tensor:
    """Penalty-reduced focal loss (CornerNet) over the cells that count, a middle of an object."""
    share = torch.sigmoid(logits)
    is_middle = (heat >= 0.999).float()
    found = functional.logsigmoid(logits) * (1 - share) ** 2 * is_middle
    invented = functional.logsigmoid(-logits) * share**2 * (1 - heat) ** 4 * (1 - is_middle)
    return -((found + invented) * counts).sum() / is_middle.sum().clamp(min=1.0)


def box_loss(sides: Tensor, boxes: Tensor, weights: Tensor) -> Tensor:
    """Mean of 1 − GIoU over the cells that learn a box, by their weight."""
    count, _, down, across = sides.shape
    picture, kind, row, column = weights.nonzero(as_tuple=True)
    if not len(picture):
        return sides.sum() * 0.0
    weight = weights[picture, kind, row, column]
    told = sides.view(count, -1, 4, down, across)[picture, kind, :, row, column]
    x, y = (column + 0.5) * STRIDE, (row + 0.5) * STRIDE
    found = torch.stack([x - told[:, 0], y - told[:, 1], x + told[:, 2], y + told[:, 3]], dim=1)
    agreement = giou(found, boxes[picture, kind, :, row, column])
    return ((1 - agreement) * weight).sum() / weight.sum()


def giou(some: Tensor, others: Tensor) -> Tensor:
    """Generalised intersection over union of boxes [n, 4] pair by pair, -1 to 1."""
    top = torch.maximum(some[:, :2], others[:, :2])
    bottom = torch.minimum(some[:, 2:], others[:, 2:])
    both = (bottom - top).clamp(min=0).prod(dim=1)
    areas = [(boxes[:, 2:] - boxes[:, :2]).clamp(min=0).prod(dim=1) for boxes in (some, others)]
    either = areas[0] + areas[1] - both + 1e-6
    least = torch.minimum(some[:, :2], others[:, :2])
    most = torch.maximum(some[:, 2:], others[:, 2:])
    hull = (most - least).prod(dim=1) + 1e-6
    return both / either - (hull - either) / hull
