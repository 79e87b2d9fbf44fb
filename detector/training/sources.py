"""What is known of the terms of each source of pictures; a card repeats it for those it used."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """Where pictures come from, what licence is stated, and whether one is stated at all."""

    origin: str
    licence: str
    is_licensed: bool


UNKNOWN = Terms("not one of the project's own sources", "not known to the project", False)

TERMS: Mapping[str, Terms] = {
    "ilc": Terms(
        "github.com/jolignier/face-mask-dataset-ilc-2021",
        "none stated; pictures collected from the web by students", False,
    ),
    "cdeb": Terms(
        "github.com/chandrikadeb7/Face-Mask-Detection",
        "MIT for the repository; it cannot license the rights of the photographers", True,
    ),
    "css": Terms(
        "Construction Site Safety, Roboflow Universe Projects, version 28", "CC BY 4.0", True,
    ),
    "coco128": Terms(
        "github.com/lightly-ai/coco128_yolo (part of COCO train2017)",
        "annotations CC BY 4.0; Flickr pictures under their own terms", True,
    ),
    "voc": Terms(
        "PASCAL VOC 2007 trainval; faces labelled by YuNet (MIT)",
        "none in the repository; Flickr pictures, annotations free for research", False,
    ),
    "vocneg": Terms(
        "PASCAL VOC 2007 trainval, pictures without a person", "as voc", False,
    ),
    "capston": Terms(
        "capston2, version 11, a user of Roboflow Universe; faces labelled by YuNet (MIT)",
        "CC BY 4.0 as stated by the uploader, who cannot have owned all of it", True,
    ),
    "maskset": Terms(
        "Face Mask Detection, 853 pictures; persons labelled by YOLOX-nano (Apache-2.0)",
        "said to be CC0; press and stock photos with watermarks, so that is doubtful", False,
    ),
    "rats": Terms(
        "github.com/dpk0811/Rat-Detection, rodents in stills and films from the web",
        "none stated", False,
    ),
    "hwd": Terms(
        "github.com/Panly23/Labeling-data-for-safety-helmets-and-work-uniforms; "
        "faces by YuNet (MIT), persons by YOLOX-nano (Apache-2.0)",
        "none stated; some pictures bear the marks of agencies", False,
    ),
}  # fmt: skip


def terms_of(source: str) -> Terms:
    """The terms of a source."""
    return TERMS.get(source, UNKNOWN)
