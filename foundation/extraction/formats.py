"""How the words are read out of each kind of document. Runs in the child process; pure apart from the file it reads."""

from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import BadZipFile

from foundation.extraction.limits import MOST_PAGES, Trouble, Unreadable

Pages = Iterator[tuple[int, str]]
"""Number of the page and its text; 0 where a document has no pages of its own."""


def read_pages(path: Path, extension: str) -> Pages:
    """Yield the pages of the document at `path` that hold words. Raises Unreadable."""
    yield from READERS[extension](path)


def _read_pdf(path: Path) -> Pages:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(Trouble.ENCRYPTED if "password" in str(error).lower() else Trouble.DAMAGED) from None
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = page.get_textpage().get_text_range()
        page.close()
        yield number + 1, text


def _read_docx(path: Path) -> Pages:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from docx.table import Table

    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError):
        raise Unreadable(Trouble.DAMAGED) from None
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            lines += [" ".join(cell.text for cell in row.cells) for row in block.rows]
        else:
            lines.append(block.text)
    yield 0, "\n".join(lines)


def _read_xlsx(path: Path) -> Pages:
    """Yield one page for each sheet, in their order."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for number, name in enumerate(workbook.sheet_names[:MOST_PAGES], start=1):
            rows = workbook.get_sheet_by_name(name).to_python()
            yield number, "\n".join([name, *(" ".join(str(cell) for cell in row if cell != "") for row in rows)])
    except CalamineError:
        raise Unreadable(Trouble.DAMAGED) from None


def _read_text(path: Path) -> Pages:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            yield 0, content.decode(encoding)
            return
        except UnicodeDecodeError:
            continue
    raise Unreadable(Trouble.DAMAGED)


READERS: dict[str, Callable[[Path], Pages]] = {
    "pdf": _read_pdf,
    "docx": _read_docx,
    "xlsx": _read_xlsx,
    "xls": _read_xlsx,
    "txt": _read_text,
    "csv": _read_text,
}
"""By extension. OFD, WPS, Word 97 and pictures are not read: no library for them is fit to be trusted with strangers'
files."""
