"""Pages behind forms: on the tour's own portal somebody fills in and sends until each is shown."""

from deploy.tour.scenes.doors import DOORS
from deploy.tour.scenes.scene import COMPLAINT, GOES_ON, KIND, WORDS, Scene
from deploy.tour.scenes.staff import STAFF
from deploy.tour.scenes.visitors import VISITORS
from deploy.tour.steps import Fill, Press
from portal.seed.district import SAMPLE

__all__ = ["SCENES", "Scene"]

PROBLEMS = tuple(
    Scene(f"problem-{status}", f"/stage/problems/{status}")
    for status in (400, 401, 403, 404, 405, 406, 410, 413, 414, 429, 500, 503)
)
"""What goes wrong, each kind by itself: no portal that works shows it when asked."""

LOST = (
    Scene(
        "problem-400-typed",
        f"/desk/findings/new/{SAMPLE.code}",
        (Fill("csrf_token", "0"), Fill("text", WORDS), Press()),
        "demo-bureau",
    ),
    Scene("problem-413-sent", COMPLAINT, (*KIND, Fill("text", WORDS * 9000), GOES_ON)),
)

SCENES = (*VISITORS, *DOORS, *STAFF, *PROBLEMS, *LOST)
