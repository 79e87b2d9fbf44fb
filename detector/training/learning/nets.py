"""The two nets: one finds things in a picture, such as heads, one judges the crop of a head.

Both are made for one core of an ordinary server: no layer at full size, wide ones only where the
map is small, separable convolutions between.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

MEAN, DEVIATION = 127.5, 64.0
# The finder's map has a cell for 4×4 pixels, its deepest layer one for 32×32.
GRAIN = 32
_PRIOR = 0.01
_WIDEST = 6.5  # e^6.5 × 4 px: no box is larger, and no number overflows


def _conv(ins: int, outs: int, size: int = 1, *, stride: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(ins, outs, size, stride, size // 2, groups=groups, bias=False),
        nn.BatchNorm2d(outs),
    )


class Block(nn.Module):
    """Widens, looks around in each channel, narrows again; adds what it found."""

    def __init__(
        self, ins: int, outs: int, *, widen: int = 2, size: int = 5, stride: int = 1
    ) -> None:
        super().__init__()
        inner = ins * widen
        layers = [_conv(ins, inner), nn.ReLU(inplace=True)] if widen > 1 else []
        layers += [_conv(inner, inner, size, stride=stride, groups=inner), nn.ReLU(inplace=True)]
        self.layers = nn.Sequential(*layers, _conv(inner, outs))
        self.adds = stride == 1 and ins == outs

    def forward(self, x: Tensor) -> Tensor:
        """The map after the block."""
        y = self.layers(x)
        return x + y if self.adds else y


class Finder(nn.Module):
    """Things of k kinds. In: float32 [n, 3, h, w], BGR, 0 to 255, h and w multiples of 32.

    Out: `scores` [n, k, h/4, w/4], 0 to 1; `sides` [n, 4k, h/4, w/4], from the cell's middle to the
    left, upper, right and lower side, pixels, of one kind after the other.
    """

    def __init__(
        self,
        widths: tuple[int, int, int, int] = (32, 64, 128, 192),
        neck: int = 48,
        *,
        kinds: int = 2,
    ) -> None:
        super().__init__()
        a, b, c, d = widths
        self.stem = nn.Sequential(
            nn.PixelUnshuffle(2), _conv(12, a, 3, stride=2), nn.ReLU(inplace=True),
        )  # fmt: skip
        self.fine = nn.Sequential(*(Block(a, a, widen=1, size=3) for _ in range(2)))
        self.small = nn.Sequential(
            Block(a, b, stride=2), *(Block(b, b, widen=2, size=3) for _ in range(2))
        )
        self.middle = nn.Sequential(Block(b, c, stride=2), *(Block(c, c) for _ in range(3)))
        self.deep = nn.Sequential(Block(c, d, stride=2), *(Block(d, d) for _ in range(3)))
        self.across = nn.ModuleList(_conv(width, neck) for width in widths)
        self.down = nn.ModuleList(Block(neck, neck, widen=1) for _ in widths)
        self.scores = nn.Sequential(
            Block(neck, neck, widen=1), nn.ReLU(), nn.Conv2d(neck, kinds, 1)
        )
        self.sides = nn.Sequential(
            Block(neck, neck, widen=1), nn.ReLU(), nn.Conv2d(neck, 4 * kinds, 1)
        )
        _begin(self)
        nn.init.constant_(self.scores[-1].bias, -torch.log(torch.tensor((1 - _PRIOR) / _PRIOR)))
        nn.init.normal_(self.scores[-1].weight, std=0.01)
        nn.init.normal_(self.sides[-1].weight, std=0.01)
        nn.init.constant_(self.sides[-1].bias, 1.5)

    def seen(self, pictures: Tensor) -> Tensor:
        """What is seen about each cell, which scores and sides are told from."""
        x = self.fine(self.stem((pictures - MEAN) / DEVIATION))
        levels = [x]
        for stage in (self.small, self.middle, self.deep):
            levels.append(stage(levels[-1]))
        top = self.down[3](self.across[3](levels[3]))
        for index in (2, 1, 0):
            wide = functional.interpolate(top, scale_factor=2.0, mode="nearest")
            top = self.down[index](self.across[index](levels[index]) + wide)
        return top

    def told(self, seen: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the scores, and the sides."""
        return self.scores(seen), 4.0 * torch.exp(self.sides(seen).clamp(-4.0, _WIDEST))

    def maps(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the scores, and the sides, of pictures."""
        return self.told(self.seen(pictures))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Scores and sides, as the class says."""
        logits, sides = self.maps(pictures)
        return torch.sigmoid(logits), sides


class Attributes(nn.Module):
    """What a head wears. In: float32 [n, 3, 64, 64], BGR, 0 to 255, a head with some room.

    Out: `logits` [n, 3] that there is a mask over mouth and nose, that the head is covered, that
    it is a head; `shifts` [n, 4] from each side of the box that was cut to the head's, in widths
    and heights of that box.
    """

    def __init__(self, widths: tuple[int, int, int] = (32, 64, 128), drop: float = 0.2) -> None:
        super().__init__()
        a, b, c = widths
        self.layers = nn.Sequential(
            nn.PixelUnshuffle(2), _conv(12, a, 3), nn.ReLU(inplace=True),
            Block(a, b, stride=2), Block(b, b), Block(b, b),
            Block(b, c, stride=2), Block(c, c), Block(c, c), Block(c, c),
            nn.ReLU(inplace=True),
        )  # fmt: skip
        # Where on the head a thing is tells a mask from a hat: 4 rows are kept apart.
        self.pool = nn.AvgPool2d((2, 8))
        self.last = nn.Sequential(nn.Flatten(), nn.Dropout(drop), nn.Linear(4 * c, 2))
        # Where the head is asks for every cell of the map.
        self.place = nn.Sequential(
            Block(c, c), _conv(c, 32), nn.ReLU(inplace=True), nn.Flatten(),
            nn.Linear(32 * 64, 64), nn.ReLU(inplace=True), nn.Linear(64, 5),
        )  # fmt: skip
        _begin(self)
        nn.init.normal_(self.place[-1].weight, std=0.01)
        nn.init.zeros_(self.place[-1].bias)

    def forward(self, crops: Tensor) -> tuple[Tensor, Tensor]:
        """Logits and shifts, as the class says."""
        map_ = self.layers((crops - MEAN) / DEVIATION)
        place = self.place(map_)
        return torch.cat([self.last(self.pool(map_)), place[:, :1]], dim=1), place[:, 1:]


def _begin(net: nn.Module) -> None:
    for module in net.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
