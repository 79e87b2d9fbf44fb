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
    """Mean of 1 − GIoU over the cells that learn a box, by their weight.

    Every cell is reckoned: picking some would make a graphics processor wait at each step.
    """
    count, _, down, across = sides.shape
    told = sides.view(count, -1, 4, down, across).movedim(2, -1)
    x = (torch.arange(across, device=sides.device) + 0.5) * STRIDE
    y = ((torch.arange(down, device=sides.device) + 0.5) * STRIDE)[:, None]
    left, upper, right, lower = told.unbind(-1)
    found = torch.stack([x - left, y - upper, x + right, y + lower], dim=-1)
    agreement = giou(found, boxes.movedim(2, -1))
    return ((1 - agreement) * weights).sum() / weights.sum().clamp(min=1e-6)


def giou(some: Tensor, others: Tensor) -> Tensor:
    """Generalised intersection over union of boxes [..., 4] pair by pair, -1 to 1."""
    top = torch.maximum(some[..., :2], others[..., :2])
    bottom = torch.minimum(some[..., 2:], others[..., 2:])
    both = _area(bottom - top)
    either = _area(some[..., 2:] - some[..., :2]) + _area(others[..., 2:] - others[..., :2]) - both
    least = torch.minimum(some[..., :2], others[..., :2])
    most = torch.maximum(some[..., 2:], others[..., 2:])
    hull = _area(most - least) + 1e-6
    return both / (either + 1e-6) - (hull - either) / hull


def _area(sizes: Tensor) -> Tensor:
    """Width times height of sizes [..., 2], nothing where one is below nothing."""
    kept = sizes.clamp(min=0)
    return kept[..., 0] * kept[..., 1]
