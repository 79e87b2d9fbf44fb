"""Draws QR codes; quiet margin of four modules all round, as ISO/IEC 18004 asks."""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qrcode import QRCode

QUIET_MODULES = 4
PNG_MODULE_PX = 16


def qr_svg(text: str, *, title: str = "") -> str:
    """A QR code as SVG in black on white, one unit a module; a quarter of it may be damaged."""
    matrix = _code(text).get_matrix()
    runs = "".join(
        f"M{start} {row}h{length}v1h-{length}z"
        for row, modules in enumerate(matrix)
        for start, length in _dark_runs(modules)
    )
    side = len(matrix)
    name = f"<title>{_escaped(title)}</title>" if title else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" '
        f'shape-rendering="crispEdges">{name}<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path d="{runs}"/></svg>'
    )


def qr_png(text: str) -> bytes:
    """A QR code as PNG, 16 pixels a module."""
    out = BytesIO()
    _code(text).make_image(fill_color="black", back_color="white").save(out)
    return out.getvalue()


def _code(text: str) -> "QRCode":
    from qrcode import QRCode
    from qrcode.constants import ERROR_CORRECT_Q

    code = QRCode(error_correction=ERROR_CORRECT_Q, border=QUIET_MODULES, box_size=PNG_MODULE_PX)
    code.add_data(text)
    code.make(fit=True)
    return code


def _dark_runs(modules: list[bool]) -> list[tuple[int, int]]:
    """Start and length of each unbroken row of dark modules."""
    runs: list[tuple[int, int]] = []
    for place, is_dark in enumerate(modules):
        if not is_dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
