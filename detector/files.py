"""Where models and their cards lie, and the names within; known without the models' runtime."""

from pathlib import Path

MODELS = Path(__file__).parent / "models"
FINDER_CARD, ATTRIBUTES_CARD = MODELS / "finder.toml", MODELS / "attributes.toml"
QUICK_CARD = MODELS / "quick.toml"
# Models that are shipped and off: who wants one plugs it in like one of their own.
TRIALS = MODELS / "trials"
# The files of a plug, and what a card tells people alone.
MODEL, CARD, OFF = "model.onnx", "model.toml", "off.txt"
FAILURES, FAILURES_ZH = "known_failures", "known_failures_zh"


def trial_cards() -> list[Path]:
    """The cards of the models that are shipped as trials, by name; each beside its model."""
    return sorted(TRIALS.glob("*.toml"))
