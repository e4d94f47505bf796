"""The author that a page shows in its byline, with how surely it is one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from lxml import etree

from qa.cleaning.metadata.author_names import BY, PREFIX, as_name, tidy_author
from qa.cleaning.metadata.written_dates import written_date
from qa.cleaning.tree import Element
from qa.text.characters import one_line

SURE_OF_A_PERSON = 5  # a rank up to which a byline is worth more than the name of the house
_ALONE = re.compile(rf"^{BY}$", re.IGNORECASE)
_JOINED = re.compile(r"^(?:,|&|and|und|et|y|e|en)$", re.IGNORECASE)
_MARKED = re.compile(r"author(?!i[tz])|reader-credits|byline|by-line|writer|contributor|vcard", re.IGNORECASE)
_OF_PEOPLE = re.compile(r"/(?:authors?|contributors?|people|writers?|columnists?|userprofile)/[^/]", re.IGNORECASE)
_NOT_OURS = re.compile(
    r"(?:^|[^a-z])(?:related|recommend\w*|sidebar|(?<!elementor-)widget|comments?|teasers?|avatar|social|testimonials?|share|"
    r"popular|latest|cards?|nav|navigation|menu|dropdown|(?<!entry-)(?<!post-)(?<!article-)(?<!card-)footer|"
    r"more-(?:posts|articles|stories))(?![a-z])",
    re.IGNORECASE,
)
_PERSON = re.compile(r"[^\W\d_a-z][\w.'’-]+(?: (?:[^\W\d_a-z][\w.'’-]*|de|van|von|der|la|di|da|del|bin|al)){1,3}")
_BIOGRAPHY = re.compile(
    rf"({_PERSON.pattern}),? (?:is|was|has|writes|covers|works|joined)\b.{{0,80}}?\b(?i:writer|editor|author|journalist|reporter|"
    r"blogger|columnist|creator|founder|director|manager|head of|expert|specialist|coach|professor|consultant|marketer|"
    r"strategist|developer|engineer|analyst|teacher|nurse|physician|enthusiast|she|he)\b"
)
_SHOUTED = re.compile(
    r"(?:[^\W\d_a-z][^\W\d_a-z.'’-]+(?: [^\W\d_a-z][^\W\d_a-z.'’-]*){1,3}(?:, | and | AND | & |$)){2,5}"
)
_MOST_AUTHORS = 6
_SEPARATOR = re.compile(r"\s*[•·|]\s*|\s[–—-]\s")
_TOPIC = re.compile(
    r"(?:^|[^a-z])(?:category|categories|section|topics?|tags?|label|title|role|job|date)(?![a-z])", re.IGNORECASE
)
_CATEGORY = re.compile(r"categor|topic|(?:^|[^a-z])tags?(?![a-z])", re.IGNORECASE)
_DESK = re.compile(r"\b(?:team|staff|desk|editors?|editorial|newsroom|contributors?|blog|news)\b", re.IGNORECASE)
_ROLE = re.compile(
    r"(?:\W*(?:[\w&/-]+ ){0,4})?(?:writer|editor|reporter|correspondent|journalist|columnist|contributor|blogger|author)s?\b"
    r".{0,40}",
    re.IGNORECASE,
)
_STANDFIRST = re.compile(
    r"\b(?:(?i:writes|reports|by) ((?:[^\W\d_a-z][\w.'’-]+ ?){2,4})|(?i:says|asks|explains|finds) ((?:[^\W\d_a-z]{2,} ?){2,4}))\W*$"
)
_IN_SCRIPT = re.compile(
    r'"(?:page|post|article|content)_?\w*author(?:_?name)?s?"\s*:\s*\[?\s*"([^"\\]{3,60})"', re.IGNORECASE
)
_SCRIPT = 50_000  # characters of a script that are searched
_UNREAD = frozenset(("script", "style", "noscript", "template", "svg", "select", "textarea", "iframe", "title"))
_NEAR_TITLE = 30  # pieces of text after the headline within which a byline is expected
_ABOVE_TITLE = 12
_MOST = 4_000  # pieces of a page that are looked at
_LONGEST = 160  # characters of a piece that may hold a byline
_STANDFIRST_AT = 6  # pieces after the headline among which a standfirst is
_STANDFIRST_LONGEST = 600
_CLASSES = 300  # characters of an element's class and id that are looked at
_WEAKEST = 9  # a rank above which a name is one of a menu


@dataclass(frozen=True, slots=True)
class Byline:
    """A name and its rank: 1 follows "by" or is linked as the author right at the headline; the higher the weaker."""

    name: str
    rank: int


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    element: Element


def find_byline(root: Element, title: str = "") -> Byline | None:
    """The best of all names that follow "by", are marked as the author's, or stand beside the date or a role."""
    pieces = list(islice(_pieces(root), _MOST))
    start = _headline(pieces, title)
    people = _people(pieces)
    best: Byline | None = None
    person: Byline | None = None
    for i, piece in enumerate(pieces):
        found = None if len(piece.text) > _LONGEST else _candidate(pieces, i, start, people)
        found = found or _standfirst(piece, i - start)
        if not found or found.rank > _WEAKEST:
            continue
        if best is None or found.rank < best.rank:
            best = _with_others(pieces, piece, found)
        if found.rank in (1, 4) and _is_person(found.name) and (person is None or found.rank < person.rank):
            person = found
    # Who wrote it says more than who is responsible for the writing.
    return person if best and person and _DESK.search(best.name) else best


def scripted_author(root: Element) -> str | None:
    """The one author whom the page's scripts tell its statistics about."""
    names = {name for script in root.iter("script") for name in _IN_SCRIPT.findall((script.text or "")[:_SCRIPT])}
    return as_name(names.pop()) if len(names) == 1 else None


def _pieces(root: Element) -> Iterator[_Piece]:
    """Every piece of text in reading order."""
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        if not isinstance(element.tag, str):
            continue
        if event == "start" and element.tag in _UNREAD:
            walker.skip_subtree()
            continue
        owner = element if event == "start" else element.getparent()
        text = one_line((element.text if event == "start" else element.tail) or "")
        if text and owner is not None:
            yield _Piece(text, owner)


def _headline(pieces: Sequence[_Piece], title: str) -> int:
    """Where the headline stands: the last heading that is the title, else the first `h1`, else the beginning."""
    first = None
    for i, piece in enumerate(pieces):
        holder = next(
            (e for e in (piece.element, *islice(piece.element.iterancestors(), 2)) if e.tag in ("h1", "h2", "h3")), None
        )
        if holder is None:
            continue
        if title and one_line("".join(holder.itertext())) == title:
            return i
        if first is None and holder.tag == "h1":
            first = i
    return first or 0


def _candidate(pieces: Sequence[_Piece], i: int, start: int, people: Set[str]) -> Byline | None:
    piece = pieces[i]
    near = start - _ABOVE_TITLE <= i <= start + _NEAR_TITLE
    said = _said(piece.element)
    foreign = _is_foreign(said)
    name, rank = _after_by(pieces, i), 1
    if not name:
        linked = _linked(pieces, i)
        if linked > 1 or (linked and near and not foreign) or (_is_marked(said) and not _is_topic(piece.element)):
            name = as_name(piece.text, loose=linked > 1)
            rank = 1 if linked > 1 else 2 if _is_marked(_own(piece.element)) else 3
        elif near and i > start and (names := _shouted(piece.text)):
            return Byline(names, 3)
        elif near and i > start:
            name, rank = _beside_date(pieces, i) or (piece.text if piece.text in people else None), 4
        elif piece.text in people and piece.text in map(_told_of, pieces[i + 1 : i + 3]):
            name, rank = as_name(piece.text), 2
    if not name or (foreign and not all(map(_PERSON.fullmatch, name.split(", ")))):
        return None
    return Byline(name, rank + 3 * (not near) + 6 * foreign)


def _with_others(pieces: Sequence[_Piece], piece: _Piece, found: Byline) -> Byline:
    """A byline with the names that stand beside its one in a part of the page that is marked as the authors'."""
    holder = piece.element.getparent()
    if holder is None or found.name != piece.text or not _MARKED.search(_own(holder)):
        return found
    beside = [
        p.text.strip(" ,") for p in pieces if p.element.getparent() is holder and p.element.tag == piece.element.tag
    ]
    if not 1 < len(beside) <= _MOST_AUTHORS or not all(map(_is_person, beside)):
        return found
    return Byline(", ".join(dict.fromkeys(beside)), found.rank)


def _shouted(text: str) -> str | None:
    """Names in capitals that are joined as authors are: "ADA REED, JO KERR and PIA OLSEN"."""
    if not _SHOUTED.fullmatch(text):
        return None
    names = [name.title() for name in re.split(r", | (?:and|AND|&) ", text)]
    return ", ".join(names) if all(map(_is_person, names)) else None


def _people(pieces: Sequence[_Piece]) -> set[str]:
    """Names that stand alone and of which the page says that they write; none where these are many."""
    alone = {piece.text for piece in pieces if len(piece.text) <= 40}
    told = {name for piece in pieces if (name := _told_of(piece)) in alone}
    told |= {piece.text for piece, after in pairwise(pieces) if len(after.text) <= 60 and _ROLE.fullmatch(after.text)}
    told = {name for name in told if _is_person(name)}
    return told if len(told) <= 2 else set()


def _told_of(piece: _Piece) -> str:
    found = _BIOGRAPHY.match(piece.text)
    return found[1] if found else ""


def _standfirst(piece: _Piece, after: int) -> Byline | None:
    """The name that ends the first words below a headline: "…, writes Ada Reed"."""
    if not 0 < after <= _STANDFIRST_AT or not 40 < len(piece.text) <= _STANDFIRST_LONGEST:
        return None
    found = _STANDFIRST.search(piece.text)
    if not found:
        return None
    name = as_name((found[1] or found[2].title()).strip(" ."))
    return Byline(name, 4) if name and _is_person(name) else None


def _is_person(name: str) -> bool:
    return bool(_PERSON.fullmatch(name)) and not _DESK.search(name)


def _after_by(pieces: Sequence[_Piece], i: int) -> str | None:
    """The names after "by", in the same piece or, where it stands alone, in the next ones."""
    text = pieces[i].text
    if not _ALONE.match(text):
        prefix = PREFIX.match(text)
        return as_name(text[prefix.end() :]) if prefix else None
    names: list[str] = []
    joined, tag = True, None
    for piece in pieces[i + 1 : i + 12]:
        if _JOINED.match(piece.text):
            joined = True
            continue
        tag = tag or piece.element.tag
        name = as_name(piece.text, loose=not names) if joined and piece.element.tag == tag else None
        if not name:
            break
        names.append(name)
        joined = piece.text.endswith(",") or _item(piece) is not None
    return tidy_author(names)


def _item(piece: _Piece) -> Element | None:
    """The item of a list that is nothing but this piece."""
    for holder in (piece.element, *islice(piece.element.iterancestors(), 2)):
        if holder.tag == "li":
            return holder if one_line("".join(holder.itertext())).strip(" ,") == piece.text.strip(" ,") else None
    return None


def _linked(pieces: Sequence[_Piece], i: int) -> int:
    """2 where markup says that the text is the author's name, 1 where it leads to a page about a person, else 0."""
    element = pieces[i].element
    for holder in (element, *islice(element.iterancestors(), 3)):
        if "author" in (holder.get("rel") or "").split() or "author" in (holder.get("itemprop") or "").split():
            before = pieces[i - 1].element
            return (
                2
                if i == 0 or holder not in (before, *before.iterancestors()) or _ALONE.match(pieces[i - 1].text)
                else 0
            )
        if holder.tag == "a":
            return int(bool(_OF_PEOPLE.search(holder.get("href") or "")))
    return 0


def _beside_date(pieces: Sequence[_Piece], i: int) -> str | None:
    """A person's name with a date right before or after it, in the same piece or the same small part of the page."""
    parts = [part for part in _SEPARATOR.split(pieces[i].text) if part]
    name = next((name for part in parts if (name := as_name(part)) and _PERSON.fullmatch(name)), None)
    if not name or any(map(written_date, parts)):
        return name
    home = set(islice(pieces[i].element.iterancestors(), 3))
    for piece in (pieces[j] for j in (i - 2, i - 1, i + 1, i + 2) if 0 <= j < len(pieces)):
        holders = {piece.element, *islice(piece.element.iterancestors(), 2)}
        if len(piece.text) <= 40 and home & holders and written_date(piece.text):
            return name
    return None


@lru_cache(maxsize=2_000)
def _is_foreign(said: str) -> bool:
    return bool(_NOT_OURS.search(said))


@lru_cache(maxsize=2_000)
def _is_marked(said: str) -> bool:
    return bool(_MARKED.search(said))


def _is_topic(element: Element) -> bool:
    return bool(_TOPIC.search(_own(element)) or _CATEGORY.search(_own(element.getparent())))


def _own(element: Element | None) -> str:
    return "" if element is None else f"{element.get('class', '')} {element.get('id', '')}"[:_CLASSES]


def _said(element: Element) -> str:
    chain = [element, *islice(element.iterancestors(), 4)]
    return " ".join(f"{_own(e)} {'nav' if e.tag == 'nav' else ''}" for e in chain if e.tag not in ("body", "html"))
