"""What a scene is, and what several of them have in common."""

from dataclasses import dataclass

from deploy.tour.steps import Fill, Press, Step
from portal.seed.district import SAMPLE

PLACE = f"/r/{SAMPLE.code}"
COMPLAINT = f"{PLACE}/tell/complaint"
WORDS = "后厨地面有积水，食材放在地上，灶台旁有没盖的垃圾桶。"
GOES_ON = Press("main form [name=go][value=next].button")
KIND = (Fill("category", "dirty"), GOES_ON)


@dataclass(frozen=True, slots=True)
class Scene:
    """A page behind a form: where one begins, as whom, and what one does there.

    One that `stays` is played once, and opened again at its address as whoever is there then.
    Every other is played anew for each picture, and may change nothing that this disturbs.
    """

    name: str
    start: str
    steps: tuple[Step, ...] = ()
    login: str = ""
    stays: bool = False
