"""A printed document as plain values: what two writers put on paper. It knows no file format and no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Span(NamedTuple):
    """A cell of a table's head: its words, and over how many columns and rows it reaches."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a section inside a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of prose; `lead` stands in front of it in bold."""

    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: caption, unit of money, a head of one or more rows, and a body of as many columns as `widths`.

    `n_texts` is how many columns, counted from the first, hold words; the others hold figures. `widths` are shares.
    A wide one is printed on a page that lies on its long side.
    """

    caption: str
    head: Sequence[Sequence[Span]]
    body: Sequence[Sequence[str]]
    widths: Sequence[float]
    unit: str = ""
    notes: Sequence[str] = ()
    n_texts: int = 1
    is_wide: bool = False

    @property
    def n_columns(self) -> int:
        return len(self.widths)


Block = Heading | Paragraph | Grid


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the document, as its directory lists it."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed: the cover's words, the parts in the order of the directory, and what stands on every page.

    `mark` warns on every page that the figures are no real ones; empty outside a demonstration. `facts` are the lines
    of the cover, `imprint` those by which a reader checks where the paper comes from.
    """

    title: str
    office: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    imprint: Sequence[tuple[str, str]]
    address: str
    mark: str = ""


def listed(part: Part) -> list[Block]:
    """Return what the directory names below a part: its sections; of a part without sections its tables."""
    sections: list[Block] = [block for block in part.blocks if isinstance(block, Heading)]
    return sections or [block for block in part.blocks if isinstance(block, Grid)]


def name_of(block: Block) -> str:
    """Return the name under which a section or table is listed."""
    return block.caption if isinstance(block, Grid) else block.text


def n_cells(document: Document) -> int:
    """Return how many cells of tables the document has: what printing it costs grows with them."""
    return sum(
        len(block.body) * block.n_columns for part in document.parts for block in part.blocks if isinstance(block, Grid)
    )
