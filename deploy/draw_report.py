"""Draws portal/evaluation/report.docx, the form that reports are written into.

A district may change the file in Word; what stands between braces is filled in.
"""

from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.styles.style import ParagraphStyle

TARGET = Path(__file__).resolve().parent.parent / "portal" / "evaluation" / "report.docx"
FIELDS = ("part", "line", "figures", "target", "actual", "weight", "points", "reason")
SECTIONS = """{%p for section in report.NAME %}
# {{ section.heading }}
{%p for text in section.paragraphs %}
{{ text }}
{%p endfor %}
{%p endfor %}"""


def draw(target: Path) -> None:
    """Write the form."""
    document = Document()
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    for style in document.styles:
        if isinstance(style, ParagraphStyle) and style.name in {"Normal", "Title", "Heading 1"}:
            style.font.name = "Times New Roman"
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "SimSun")
            if style.name == "Normal":
                style.font.size = Pt(10.5)
    document.add_paragraph("{{ report.title }}", style="Title")
    document.add_paragraph("{{ report.verdict }}")
    _sections(document, "before")
    document.add_paragraph("{{ report.heading }}", style="Heading 1")
    table = document.add_table(rows=4, cols=len(FIELDS), style="Table Grid")
    for column, field in enumerate(FIELDS):
        table.cell(0, column).text = f"{{{{ report.header[{column}] }}}}"
        table.cell(2, column).text = f"{{{{ row.{field} }}}}"
    table.cell(1, 0).text = "{%tr for row in report.scores %}"
    table.cell(3, 0).text = "{%tr endfor %}"
    _sections(document, "after")
    document.save(str(target))


def _sections(document: DocumentObject, name: str) -> None:
    for line in SECTIONS.replace("NAME", name).splitlines():
        style = "Heading 1" if line.startswith("# ") else "Normal"
        document.add_paragraph(line.removeprefix("# "), style=style)


if __name__ == "__main__":
    draw(TARGET)
