"""Draws portal/evaluation/report.docx, the form that reports are written into.

A district may change the file in Word; what stands between braces is filled in.
"""

from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

TARGET = Path(__file__).resolve().parent.parent / "portal" / "evaluation" / "report.docx"
COLUMNS = {
    "part": 2.0, "line": 3.1, "figure": 5.5, "target": 2.5, "actual": 4.2, "weight": 1.6,
    "points": 1.6, "reason": 5.2,
}  # fmt: skip
"""What stands in each column of the table of points, and its width in cm: 25.7 in all."""
BODY, HEAD, LATIN = "宋体", "黑体", "Times New Roman"
OTHERS = {
    BODY: "SimSun;Songti SC;Noto Serif CJK SC;Source Han Serif SC;Noto Sans CJK SC",
    HEAD: "SimHei;Heiti SC;Noto Sans CJK SC;Source Han Sans SC;Microsoft YaHei",
}
"""What takes the place of a typeface that a machine lacks, as Word and LibreOffice read it."""
SHADE = "EEF2F5"


def draw(target: Path) -> None:
    """Write the form."""
    document = Document()
    _typefaces(document)
    _cover(document)
    _flow(document, "before", after_break=True)
    wide = document.add_section(WD_SECTION.NEW_PAGE)
    _page(wide, is_wide=True)
    document.add_paragraph("{{ report.heading }}", style="Heading 1")
    verdict = document.add_paragraph("{{ report.verdict }}")
    verdict.paragraph_format.keep_with_next = True
    _points(document)
    _page(document.add_section(WD_SECTION.NEW_PAGE))
    _flow(document, "after")
    document.core_properties.title = "Mingchu"
    document.core_properties.author = "Mingchu"
    document.save(str(target))


def _typefaces(document: DocumentObject) -> None:
    sizes = {"Normal": 11.0, "Title": 26.0, "Heading 1": 15.0, "List Number": 11.0}
    for style in document.styles:
        if isinstance(style, ParagraphStyle) and style.name in sizes:
            face = BODY if style.name in {"Normal", "List Number"} else HEAD
            style.font.name = LATIN
            style.font.size = Pt(sizes[style.name])
            style.font.color.rgb = RGBColor(0x1B, 0x1F, 0x23)
            style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)
            fonts = style.element.rPr.rFonts
            for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{theme}"), None)
            style.paragraph_format.space_after = Pt(6)
            style.paragraph_format.line_spacing = 1.35
    document.styles["Heading 1"].paragraph_format.keep_with_next = True
    table = next(
        part for part in document.part.package.iter_parts() if "fontTable" in str(part.partname)
    )
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/></w:font>'
        for name, others in OTHERS.items()
    )
    latin = f'w:name="{LATIN}">'
    text = table.blob.decode().replace("</w:fonts>", fonts + "</w:fonts>")
    text = text.replace(latin, f'{latin}<w:altName w:val="Liberation Serif;Noto Serif"/>')
    table._blob = text.encode()


def _cover(document: DocumentObject) -> None:
    """A title page of its own, without a page number."""
    first = document.sections[0]
    _page(first)
    first.different_first_page_header_footer = True
    title = document.add_paragraph("{{ report.title }}", style="Title")
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_before = Pt(150)
    title.paragraph_format.space_after = Pt(24)
    for border in title.style.element.iter(qn("w:pBdr")):  # type: ignore[union-attr]
        border.getparent().remove(border)
        break
    edition = document.add_paragraph("{{ report.edition }}")
    edition.alignment = WD_ALIGN_PARAGRAPH.CENTER
    edition.paragraph_format.space_after = Pt(90)
    table = document.add_table(rows=3, cols=2)
    _fix(table, (3.5, 12.0))
    table.cell(0, 0).text = "{%tr for label, text in report.cover %}"
    _fill(table.cell(1, 0), "{{ label }}", size=11, is_bold=True)
    _fill(table.cell(1, 1), "{{ text }}", size=11)
    table.cell(2, 0).text = "{%tr endfor %}"


def _flow(document: DocumentObject, name: str, *, after_break: bool = False) -> None:
    """Headings with their paragraphs and numbered items."""
    if after_break:
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _line(document, f"{{%p for section in report.{name} %}}")
    document.add_paragraph("{{ section.heading }}", style="Heading 1")
    _line(document, "{%p for text in section.paragraphs %}")
    document.add_paragraph("{{ text }}")
    _line(document, "{%p endfor %}")
    _line(document, "{%p for text in section.items %}")
    item = document.add_paragraph("({{ loop.index }}) {{ text }}")
    item.paragraph_format.left_indent = Cm(0.9)
    item.paragraph_format.first_line_indent = Cm(-0.9)
    _line(document, "{%p endfor %}")
    _line(document, "{%p endfor %}")


def _line(document: DocumentObject, text: str) -> None:
    document.add_paragraph(text)


def _points(document: DocumentObject) -> None:
    """The table of points: its header on every page, no row torn apart."""
    table = document.add_table(rows=5, cols=len(COLUMNS), style="Table Grid")
    _fix(table, tuple(COLUMNS.values()))
    for column, name in enumerate(COLUMNS):
        _fill(table.cell(0, column), f"{{{{ report.header[{column}] }}}}", size=9, is_bold=True,
              shade=SHADE)  # fmt: skip
        is_number = name in {"weight", "points"}
        _fill(table.cell(2, column), f"{{{{ row.{name} }}}}", size=9, is_right=is_number)
    table.cell(1, 0).text = "{%tr for row in rows %}"
    table.cell(3, 0).text = "{%tr endfor %}"
    for column in range(len(COLUMNS)):
        _fill(table.cell(4, column), "", size=9, shade=SHADE)
    _fill(table.cell(4, 0), "{{ report.total[0] }}", size=9, is_bold=True, shade=SHADE)
    for column, place in ((5, 1), (6, 2)):
        _fill(table.cell(4, column), f"{{{{ report.total[{place}] }}}}", size=9, is_bold=True,
              is_right=True, shade=SHADE)  # fmt: skip
    _mark(table.rows[0], "w:tblHeader")
    for row in table.rows:
        _mark(row, "w:cantSplit")


def _fix(table: Table, widths: tuple[float, ...]) -> None:
    """Columns of these widths in cm, whatever stands in them."""
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    sides = "".join(
        f'<w:{side} w:w="{twips}" w:type="dxa"/>'
        for side, twips in (("top", 50), ("left", 85), ("bottom", 50), ("right", 85))
    )
    margins = parse_xml(f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>")
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    look.addprevious(margins)


def _fill(
    cell: _Cell, text: str, *, size: float, is_bold: bool = False, is_right: bool = False,
    shade: str = "",
) -> None:  # fmt: skip
    paragraph = cell.paragraphs[0]
    for run in list(paragraph.runs):
        paragraph._p.remove(run._r)
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), is_bold
    paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.line_spacing = 1.1
    if is_right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if shade and not cell._tc.xpath(".//w:shd"):
        fill = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{shade}"/>')
        cell._tc.get_or_add_tcPr().append(fill)


def _mark(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _page(section: Section, *, is_wide: bool = False) -> None:
    """A4, upright or lying, with title and page number at its foot."""
    short, long = Cm(21.0), Cm(29.7)
    section.orientation = WD_ORIENT.LANDSCAPE if is_wide else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if is_wide else (short, long)
    side = Cm(2.0) if is_wide else Cm(2.5)
    section.left_margin = section.right_margin = side
    section.top_margin = section.bottom_margin = Cm(2.2)
    section.different_first_page_header_footer = False
    section.footer.is_linked_to_previous = False
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("{{ report.title }} · {{ report.edition }} · ", "PAGE", " / ", "NUMPAGES"):
        _field(foot, text) if text.isupper() else foot.add_run(text)
    for run in foot.runs:
        run.font.size = Pt(8.5)


def _field(paragraph: Paragraph, name: str) -> None:
    """A number that Word fills in."""
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = name
        run._r.append(mark)


if __name__ == "__main__":
    draw(TARGET)
