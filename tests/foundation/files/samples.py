"""Small files as they come from real programs, built in memory."""

import io
import struct
import zipfile

from openpyxl import Workbook

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
GIF = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00;"
WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(200)

WORD_TYPES = b'<Types><Override ContentType="application/wordprocessingml.document.main+xml"/></Types>'
MACRO_TYPES = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'


def make_zip(members: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def make_docx(**further: bytes) -> bytes:
    parts = {"[Content_Types].xml": WORD_TYPES, "word/document.xml": "<w>六安</w>".encode()}
    return make_zip(parts | {name.replace("__", "/"): content for name, content in further.items()})


def make_xlsx() -> bytes:
    book, buffer = Workbook(), io.BytesIO()
    book.active.append(["留言编号", "流波䃥镇"])
    book.save(buffer)
    return buffer.getvalue()


def make_ofd() -> bytes:
    return make_zip({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"})


def make_ole(*names: str, text: str = "") -> bytes:
    """A compound file as far as its directory goes: header, one directory sector, a sector of text."""
    entries = b""
    for name in ["Root Entry", *names]:
        encoded = name.encode("utf-16-le")
        entries += encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded) + 2, 2, 1) + bytes(60)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    return header + entries.ljust(-(-len(entries) // 512) * 512, b"\0") + text.encode("utf-16-le")
