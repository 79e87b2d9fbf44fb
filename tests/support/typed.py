"""What tests type into forms."""

from collections.abc import Mapping


def holds_null(form: Mapping[str, object]) -> bool:
    """Whether a null character stands in a text of `form`, which is then refused by 400."""
    return any("\0" in f"{name}{value}" for name, value in form.items())
