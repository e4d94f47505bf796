"""Article text to sentences and passages with exact character offsets. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from qa.types import Passage, Span

VERSION = "6"  # part of an index's identity: raise it when the cuts change
PASSAGE_WORDS = 120
MAX_PASSAGES = 500  # of one article, about 60,000 words; that there were more is reported
MAX_SENTENCE = 600  # characters; longer ones are cut at a clause or a space, so that they fit the model's window
MAX_LINE = 2_000  # characters that are cut into sentences at one go
_WORD = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"(?<=[a-z0-9]{3})[.!?][”\"]?\s(?=[A-Z“\"])|[。！？]")
_OTHER_END = re.compile(
    r"[。！？｡][”’」』）\"]*|[।॥؟۔](?:[”’\"]*\s+|(?=\S))"
)  # ends of sentences that the splitter does not know
_DENSE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_A_WORD = 2  # characters of a script without spaces
_QUOTE_END = re.compile(r"\.[”\"]\s+(?=[A-Z“])")
_SHORT_FORM = re.compile(
    r"\b(?:Reps?|Sens?|Govs?|Gens?|Lt|Col|Sgt|Capt|Rev|Hon|Prof|Drs?|Mr|Mrs|Ms|Sts?|Mt|vs|No|Nos)\.\s*$"
)
_ORDINAL = re.compile(r"(?<![\w.,])\d{1,2}\.\s*$")  # "am 1. Mai" is no end of a sentence
_COUNTED_BY_IT = re.compile(
    r"(?:Jan(?:uar|uary)|Jänner|Feb(?:ruar|er)|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember"
    r"|Jahrhunderts?|Weltkriegs?|Bundesliga|Liga|Spieltag|Runde|Platz|Minute|Etage|Stock|Klasse|Geburtstag|Lebensjahr)\b"
)
_CUT = re.compile(r"[;:,]\s|\s")


def sentences(text: str) -> list[Span]:
    """Spans of the sentences, in order, without surrounding white space; they never cross a line."""
    spans: list[Span] = []
    for line in re.finditer(r"[^\n]+", text):
        for begin, part in _parts(line.group(), line.start()):
            found = [s for start, end in _splitter().sent_spans(part) for s in _at_quotes(part, start, end)]
            for start, end in _rejoined(part, found):
                spans.extend(_fit(text, begin + start, begin + end))
    return spans


def _parts(line: str, start: int) -> Iterator[tuple[int, str]]:
    """A line in parts that the splitter takes in its stride, each with its place: its time grows with their square.

    A part ends where a sentence surely does, else at a space, else where it is full.
    """
    at = 0
    while len(line) - at > MAX_LINE:
        ends = [m.end() for m in _SENTENCE_END.finditer(line, at + MAX_LINE // 2, at + MAX_LINE)]
        cut = ends[-1] if ends else line.rfind(" ", at + MAX_LINE // 2, at + MAX_LINE) + 1 or at + MAX_LINE
        yield start + at, line[at:cut]
        at = cut
    yield start + at, line[at:]


def _at_quotes(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut where the splitter reads on: where a quotation ends with its sentence, and at the full stops of other scripts."""
    cuts = sorted({m.end() for kind in (_QUOTE_END, _OTHER_END) for m in kind.finditer(line, start, end)} - {end})
    return list(zip([start, *cuts], [*cuts, end], strict=True))


def _rejoined(line: str, found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what was cut after a title, the short form of a name, or a German ordinal."""
    joined: list[tuple[int, int]] = []
    for start, end in found:
        ordinal = joined and _ORDINAL.search(line, joined[-1][0], joined[-1][1]) and _COUNTED_BY_IT.match(line, start)
        if joined and (ordinal or _SHORT_FORM.search(line, joined[-1][0], joined[-1][1])):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return joined


def passages(text: str) -> list[Passage]:
    """Runs of whole sentences of about `PASSAGE_WORDS` words, `MAX_PASSAGES` at most; a heading goes with what it heads.

    A passage ends at a paragraph's end once it is full, or within a long paragraph when it would grow by half.
    """
    result: list[Passage] = []
    run: list[Span] = []
    words = 0
    for span in sentences(text):
        size = _words(text, span)
        new_paragraph = bool(run) and "\n" in text[run[-1].end : span.start]
        full = words >= PASSAGE_WORDS * 3 // 4 if new_paragraph else words + size > PASSAGE_WORDS * 3 // 2
        if run and (full or words + size > PASSAGE_WORDS * 3 // 2):
            heading = run.pop() if _is_heading(text, run) and len(run) > 1 else None
            result.append(_passage(run))
            if len(result) == MAX_PASSAGES:
                return result
            run = [heading] if heading else []
            words = sum(_words(text, s) for s in run)
        run.append(span)
        words += size
    if run:
        result.append(_passage(run))
    return result


def _words(text: str, span: Span) -> int:
    """How many words a span holds; where a script has no spaces, two characters count as one."""
    found = len(_WORD.findall(text, span.start, span.end))
    if text.isascii():
        return found
    return max(found, len(_DENSE.findall(text, span.start, span.end)) // _A_WORD)


def cut_short(text: str, found: Sequence[Passage]) -> bool:
    """Whether `passages` left out the end of the text."""
    return len(found) == MAX_PASSAGES and bool(text[found[-1].end :].strip())


def _passage(run: list[Span]) -> Passage:
    return Passage(run[0].start, run[-1].end, tuple(run))


def _is_heading(text: str, run: list[Span]) -> bool:
    """Whether the last sentence stands alone in a short paragraph that ends without a full stop."""
    last = run[-1]
    alone = (last.start == 0 or text[last.start - 1] == "\n") and text[last.end : last.end + 1] in ("\n", "")
    return alone and last.end - last.start < 90 and text[last.end - 1] not in '.!?"”’)»'


def _fit(text: str, start: int, end: int) -> list[Span]:
    """The span without surrounding white space, cut into pieces of at most `MAX_SENTENCE` characters."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    pieces: list[Span] = []
    while end - start > MAX_SENTENCE:
        cuts = [m.end() for m in _CUT.finditer(text, start + MAX_SENTENCE // 2, start + MAX_SENTENCE)]
        clauses = [c for c in cuts if text[c - 2] in ";:,"]
        cut = (clauses or cuts or [start + MAX_SENTENCE])[-1]
        pieces.append(Span(start, len(text[:cut].rstrip()) if text[cut - 1].isspace() else cut))
        start = cut
    if start < end:
        pieces.append(Span(start, end))
    return pieces


@cache
def _splitter() -> Any:
    import nupunkt

    return nupunkt
