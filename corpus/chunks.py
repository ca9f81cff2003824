"""Sections to chunks: bounded in tokens, cut at sentence ends, never crossing a section."""

import re
from collections.abc import Callable, Iterator

from corpus.records import Chunk, ParsedDocument, Section

CHUNKER = "sentences/1"  # goes into the index manifest: another cut needs another index
MAX_TOKENS = 320

_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;]+[”’」』）)】》]*|\n|$)")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of sentences that cover `text` without gaps; a line break ends one as well."""
    spans = []
    for match in _SENTENCE.finditer(text):
        if match.end() > match.start():
            spans.append((match.start(), match.end()))
    return spans


def chunk_section(
    document: ParsedDocument,
    section: Section,
    count_tokens: Callable[[str], int],
    max_tokens: int = MAX_TOKENS,
) -> list[Chunk]:
    """Cut one section into chunks of at most `max_tokens` by `count_tokens`.

    Sentences are packed together; one that is longer than a chunk is cut hard. The chunks
    cover the section from its first to its last character.
    """
    text = document.text_of(section)
    pieces = [
        piece
        for span in sentence_spans(text)
        for piece in _bounded(text, span, count_tokens, max_tokens)
    ]
    chunks: list[Chunk] = []
    for start, end in _packed(text, pieces, count_tokens, max_tokens):
        number = len(chunks) + 1
        begin, stop = section.start + start, section.start + end
        chunks.append(Chunk(f"{section.id}#{number}", section.id, text[start:end], begin, stop))
    return chunks


def _bounded(
    text: str, span: tuple[int, int], count_tokens: Callable[[str], int], max_tokens: int
) -> Iterator[tuple[int, int]]:
    """The span itself, or halves of it until each fits."""
    start, end = span
    if end - start <= 1 or count_tokens(text[start:end]) <= max_tokens:
        yield span
        return
    middle = (start + end) // 2
    yield from _bounded(text, (start, middle), count_tokens, max_tokens)
    yield from _bounded(text, (middle, end), count_tokens, max_tokens)


def _packed(
    text: str,
    pieces: list[tuple[int, int]],
    count_tokens: Callable[[str], int],
    max_tokens: int,
) -> Iterator[tuple[int, int]]:
    """Neighbouring pieces joined while they fit together."""
    start, end = 0, 0
    for piece_start, piece_end in pieces:
        if end > start and count_tokens(text[start:piece_end]) > max_tokens:
            yield start, end
            start = piece_start
        end = piece_end
    if end > start:
        yield start, end
