"""Amounts as such: of which year and column they are, and whether they are only a part of a row."""

from disclosure.money.reading import terms
from disclosure.money.reading.mentions import Against, Mention, Role
from disclosure.money.reading.references import Reference, find_references, references_of, resolve
from disclosure.money.reading.rows import about_rows, leans_on
from disclosure.money.reading.state import Mind, Span


def interpret_level(mind: Mind, span: Span, draft: Mention, *, is_result: bool) -> Mention:
    year = None if is_result else _inherited_year(mind, span)
    references = [] if is_result else _references_of_level(mind, span, year)
    figures = tuple([resolve(reference, mind.fiscal_year, mind.kind) for reference in references])
    if not figures and span.near and span.near[-1].text in ("由", "从"):
        draft.role, draft.against = Role.LEVEL, (Against.PREVIOUS, Against.BUDGET)
        return about_rows(mind, span, draft, wholes=False)
    is_every = len(figures) > 1 and terms.ALL in span.words
    if not figures:
        figures = _unnamed_level(mind, span, year)
    elif not is_every:
        figures = figures[-1:]
    draft.role, draft.against, draft.is_every = Role.LEVEL, figures, is_every
    return about_rows(mind, span, draft, wholes=False)


def _references_of_level(mind: Mind, span: Span, year: int | None) -> list[Reference]:
    """Return what the words before an amount name; a base before the row is that of another figure.

    In 较上年增加的主要是公务用车购置费19.36万元 the amount is not last year's.
    """
    references = references_of(span, mind.fiscal_year, year)
    if not any([reference.is_base for reference in references]):
        return references
    rows = [place for place, token in enumerate(span.near) if token.word is terms.TOPIC]
    if not rows:
        return references
    before = find_references(span.near[: rows[-1]], mind.fiscal_year, year)
    after = find_references(span.near[rows[-1] :], mind.fiscal_year, year)
    return [*(reference for reference in before if not reference.is_base), *after]


def is_part_of_row(mind: Mind, span: Span) -> bool:
    """Tell whether an amount is only a part of the row: of one visit, of a list after 其中, beside a count."""
    if not span.near and leans_on(mind, Role.COUNT):
        return True
    if terms.INITIAL in span.words:
        return False
    if mind.visit_token > mind.topic_token and mind.visit_token >= mind.first:
        return True
    return mind.within_token > mind.topic_token and mind.within_token > mind.sentence_token


def _unnamed_level(mind: Mind, span: Span, year: int | None) -> tuple[str, ...]:
    if year is not None and year != mind.fiscal_year:
        return (resolve(Reference(year, None, False), mind.fiscal_year, mind.kind),)
    own = mind.own
    if own is not Against.BUDGET and terms.PLAN in span.words:
        return (own, Against.BUDGET)
    return (own,)


def _inherited_year(mind: Mind, span: Span) -> int | None:
    """Return the year that a bare column word means: of the parenthesis, or of the list that it continues."""
    if not span.near or span.near[0].word is not terms.JOIN:
        return mind.year
    earlier = mind.tokens[mind.comma + 1 : mind.first]
    references = [reference for reference in find_references(earlier, mind.fiscal_year) if not reference.is_base]
    is_whole = bool(references) and references[-1].column is not None
    return (references[-1].year if is_whole else None) or mind.year
