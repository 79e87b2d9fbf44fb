"""What nets learn on: a graphics processor where there is one, else a few cores."""

import platform
import queue
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from typing import Any

import cv2
import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader, Dataset

Moment = tuple[int, int]
Make = Callable[[Moment], Any]
"""Makes the batch of a moment: a dataclass of arrays, and of dictionaries of arrays."""

_AHEAD = 6


@dataclass(frozen=True, slots=True)
class Engine:
    """A device, and how many processes make samples for it; with none a thread makes them."""

    device: torch.device
    workers: int = 0

    @property
    def is_gpu(self) -> bool:
        """Whether it is a graphics processor."""
        return self.device.type == "cuda"

    @property
    def name(self) -> str:
        """What it is, for the card of a model."""
        if self.is_gpu:
            return f"{torch.cuda.get_device_name(self.device)}, torch {torch.__version__}"
        count = torch.get_num_threads()
        return f"{count} threads of {platform.machine()}, torch {torch.__version__}"

    def placed(self, net: nn.Module) -> nn.Module:
        """`net` on the device, its maps laid out as the device is quickest with them."""
        return net.to(self.device, memory_format=torch.channels_last)

    def laid_out(self, pictures: Tensor) -> Tensor:
        """Pictures of bytes as a net takes them."""
        return pictures.float().contiguous(memory_format=torch.channels_last)

    def half(self) -> AbstractContextManager[None]:
        """Where a net may reckon with half the digits, which only a graphics processor gains by."""
        return torch.autocast(self.device.type, torch.bfloat16, enabled=self.is_gpu)

    def fed(self, make: Make, moments: Sequence[Moment]) -> Iterator[dict[str, Any]]:
        """The batches of `moments`, in their order, made ahead; tensors on the device."""
        for batch in self._made(make, moments):
            yield self._brought(batch)

    def _made(self, make: Make, moments: Sequence[Moment]) -> Iterable[dict[str, Any]]:
        if not self.workers:
            return _in_a_thread(make, moments)
        return DataLoader(
            _Batches(make), sampler=moments, batch_size=None, num_workers=self.workers,
            prefetch_factor=_AHEAD, pin_memory=self.is_gpu, multiprocessing_context="fork",
        )  # fmt: skip

    def _brought(self, batch: dict[str, Any]) -> dict[str, Any]:
        """The batch, and dictionaries in it, on the device."""
        return {
            name: self._brought(value)
            if isinstance(value, dict)
            else value.to(self.device, non_blocking=True)
            for name, value in batch.items()
        }


def prepare(seed: int, threads: int, workers: int = 0) -> Engine:
    """Seed torch; the engine at hand: a graphics processor, else `threads` cores."""
    torch.manual_seed(seed)
    torch.set_num_threads(threads)
    cv2.setNumThreads(1)  # its threads would not live on in processes that are forked
    if not torch.cuda.is_available():
        return Engine(torch.device("cpu"), workers)
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision("high")
    return Engine(torch.device("cuda"), workers)


class _Batches(Dataset[dict[str, Any]]):
    """The batches that `make` makes, by their moments, for processes that make them ahead."""

    def __init__(self, make: Make) -> None:
        self._make = make

    def __getitem__(self, moment: Moment) -> dict[str, Any]:
        return _made(self._make, moment)


def _tensors(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The arrays of a batch, and of dictionaries in it, as tensors."""
    return {
        name: _tensors(value) if isinstance(value, dict) else torch.from_numpy(value)
        for name, value in arrays.items()
    }


def _made(make: Make, moment: Moment) -> dict[str, Any]:
    batch = make(moment)
    return _tensors({each.name: getattr(batch, each.name) for each in fields(batch)})


def _in_a_thread(make: Make, moments: Sequence[Moment]) -> Iterator[dict[str, Any]]:
    ready: queue.Queue[dict[str, Any] | BaseException | None] = queue.Queue(_AHEAD)

    def work() -> None:
        try:
            for moment in moments:
                ready.put(_made(make, moment))
            ready.put(None)
        except BaseException as error:  # noqa: BLE001 - raised where the batches are taken
            ready.put(error)

    threading.Thread(target=work, name="samples", daemon=True).start()
    while (batch := ready.get()) is not None:
        if isinstance(batch, BaseException):
            raise batch
        yield batch
