"""Writes the cards of models we trained."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detector.cards import Intake, sha256_of, toml
from detector.training.measuring import Figures
from detector.training.sources import terms_of

# What fails, in both languages and in the same order: readers of /models see their own.
FINDER_FAILURES = (
    "Heads seen from behind, in strong profile or from straight above are often missed: "
    "hardly any are labelled.",
    "Faces under about 12 px of the net's picture are found in part only.",
    "No ceiling view of a working kitchen, no chef's hats or hairnets in number, and no night "
    "infrared were learnt from; grey and dark pictures are imitated.",
    "Persons cut by the frame, bending, or behind a counter are often missed; persons are "
    "experimental.",
    "Round bright things (pans, lamps, wheels) are at times taken for heads at the low threshold "
    "of protection.",
    "Labels of faces in voc, capston and hwd come from YuNet, whose blind spots are inherited.",
)
FINDER_FAILURES_ZH = (
    "背面、大角度侧面或正上方看到的头部常常漏检：这类标注极少。",
    "在模型所用的画面中，小于约 12 像素的人脸只能找到一部分。",
    "训练图片中没有厨房作业时的俯视画面，厨师帽、发网很少，也没有夜间红外画面；灰度和昏暗画面为模拟所得。",
    "被画面边缘截断、弯腰或在柜台后的人常常漏检；人体检测属试验性质。",
    "在隐私保护所用的低阈值下，圆而亮的物品（锅、灯、轮子）有时会被当成头部。",
    "voc、capston 和 hwd 中的人脸标注由 YuNet 生成，其盲区一并带入。",
)
JUDGE_FAILURES = (
    "Covered was learnt from helmets mostly; chef's hats, hairnets and headscarves are rare in the "
    "pictures, so their figures are not known.",
    "A mask below the nose is called a mask at times; the share is among the figures.",
    "Heads under 12 px across are not judged at all.",
    "Hands, cups and telephones before a mouth can be taken for a mask.",
    "Faces are mostly of East Asian and European press and stock pictures.",
)
JUDGE_FAILURES_ZH = (
    "“头部有遮盖”主要是从安全帽学来的；图片中厨师帽、发网和头巾很少，因此对它们的准确程度不详。",
    "口罩戴在鼻子以下时，有时会被判为戴了口罩；这一比例见各项指标。",
    "宽度不足 12 像素的头部一律不判断。",
    "嘴前的手、杯子和电话可能被当成口罩。",
    "人脸大多来自东亚和欧洲的新闻图片与图库图片。",
)


@dataclass(frozen=True, slots=True)
class Training:
    """How a model came to be: `recipe` holds its settings, `seconds` the time its epochs took.

    `note` tells where the training was not as its recipe says.
    """

    command: str
    recipe: Mapping[str, Any]
    seconds: float
    parameters: int
    machine: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What is told of a model beside its training and its figures."""

    name: str
    version: str
    decoder: str
    labels: Sequence[str]
    intake: Intake
    thresholds: Mapping[str, float]
    temperatures: Mapping[str, float]
    failures: Sequence[str]
    failures_zh: Sequence[str] = ()


def write_card(
    model: Path,
    told: Description,
    *,
    training: Training,
    counts: Mapping[str, Mapping[str, int]],
    figures: Figures,
    variant: str,
) -> Path:
    """Write the card beside `model`; the card's path comes back."""
    intake = told.intake
    values: dict[str, Any] = {
        "name": told.name,
        "version": told.version,
        "sha256": sha256_of(model),
        "bytes": model.stat().st_size,
        "decoder": told.decoder,
        "labels": list(told.labels),
        "known_failures": list(told.failures),
        **({"known_failures_zh": list(told.failures_zh)} if told.failures_zh else {}),
        "licensed_sources_only": variant,
        "input": {
            "width": intake.width, "height": intake.height, "grain": intake.grain,
            "colours": str(intake.colours), "mean": list(intake.mean),
            "deviation": list(intake.deviation),
        },
        "thresholds": dict(told.thresholds),
        "temperatures": dict(told.temperatures),
        "training": {
            "command": training.command, "machine": training.machine,
            "minutes": round(training.seconds / 60, 1), "parameters": training.parameters,
            **training.recipe,
            **({"note": training.note} if training.note else {}),
        },
        "data": dict(_data(counts)),
        "figures": _rounded(figures),
    }  # fmt: skip
    card = model.with_suffix(".toml")
    card.write_text(toml(values), encoding="utf-8")
    return card


def _data(counts: Mapping[str, Mapping[str, int]]) -> Iterable[tuple[str, dict[str, Any]]]:
    for source, parts in counts.items():
        terms = terms_of(source)
        yield source, {
            **parts, "origin": terms.origin, "licence": terms.licence,
            "licence_is_stated": terms.is_licensed,
        }  # fmt: skip


def _rounded(figures: Figures) -> dict[str, dict[str, dict[str, float | int]]]:
    """Each figure of which anything was there to measure: value, interval, count."""
    rounded: dict[str, dict[str, dict[str, float | int]]] = {}
    for name, table in figures.items():
        for source, one in table.items():
            if one.count and not math.isnan(one.value):
                rounded.setdefault(name, {})[source] = {
                    "value": round(one.value, 4), "low": round(one.low, 4),
                    "high": round(one.high, 4), "count": one.count,
                }  # fmt: skip
    return rounded
