"""What a page shows although its markup holds it apart: shadow roots, frames, `noscript`, text that a click unfolds."""

from __future__ import annotations

import re

from lxml import html

from qa.cleaning.elements import Element, drop, named

_FRAMES = 20  # of one page that are opened
_PROSE = 80  # characters of a paragraph that is surely no menu
_FOLDED = re.compile(
    r"collaps|accordion|read-?more|more-?(?:text|content)|expand|fold|truncat|toggle|spoiler|full-?(?:text|story|article)|"
    r"hidden-?(?:text|content)|show-?more|tab-?pane|rest(?:$|[^a-z])",
    re.IGNORECASE,
)
_OVER_IT = re.compile(
    r"modal|popup|pop-up|overlay|cookie|consent|gdpr|menu|nav|newsletter|signup|login|search|dropdown|tooltip|share|"
    r"dialog|lightbox|comment|banner|advert|promo|paywall|subscri",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    r"\W*(?:(?:read|show|see|view|load|continue|expand|click)\b.{0,40}|story continues\W*|more\W*|weiterlesen\W*|mehr\b.{0,30}|"
    r"lire la suite\W*|(?:voir|afficher) plus\W*|leer más\W*|(?:ver|mostrar) más\W*|ler mais\W*|leggi (?:tutto|di più)\W*|"
    r"lees (?:meer|verder)\W*|czytaj (?:więcej|dalej)\W*|читать (?:далее|дальше)\W*)",
    re.IGNORECASE,
)
_HIDES = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|(?:max-)?height\s*:\s*[^;]+|overflow\s*:\s*hidden)[^;]*", re.IGNORECASE
)
_READ_ALOUD = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|u-visually-?hidden|screen-reader-(?:text|only)|a-offscreen|is-vishidden)(?:\s|$)",
    re.IGNORECASE,
)
_TARGETS = ("aria-controls", "data-target", "data-bs-target", "href", "for", "data-controls", "on")


def unfold(root: Element) -> None:
    """Put into the tree what the page shows, or shows after a click, though a parser keeps it apart."""
    _open_shadows(root)
    _open_frames(root)
    _open_noscripts(root)
    _open_folds(root)


def _open_shadows(root: Element) -> None:
    """A declarative shadow root stands in for its host; children of the host go to the slots that ask for them."""
    for template in list(root.iter("template")):
        host = template.getparent()
        if host is None or not (template.get("shadowrootmode") or template.get("shadowroot")):
            continue
        for slot in list(template.iter("slot")):
            name = slot.get("name", "")
            given = [child for child in host if child is not template and child.get("slot", "") == name]
            if given:
                for child in list(slot):
                    slot.remove(child)
                slot.text = None
                slot.extend(given)
            slot.tag = "div" if len(slot) else "span"
        template.tag = "div"


def _open_frames(root: Element) -> None:
    """The document that an `iframe` brings along in its `srcdoc`."""
    for frame in list(root.iter("iframe"))[:_FRAMES]:
        inner = (frame.get("srcdoc") or "").strip()
        if not inner or frame.getparent() is None:
            continue
        try:
            holder = html.fragment_fromstring(inner, create_parent="div")
        except (ValueError, html.etree.ParserError):
            continue
        holder.tail, frame.tail = frame.tail, None
        frame.getparent().replace(frame, holder)


def _open_noscripts(root: Element) -> None:
    """A `noscript` that says more than all the rest of the page: the page is one that its script would write."""
    apart = [e for e in root.iter("noscript") if sum(map(len, _paragraphs(e))) >= 2 * _PROSE]
    if not apart:
        return
    body = root.find("body") if root.find("body") is not None else root
    inside = sum(sum(map(len, _paragraphs(e))) for e in apart)
    if inside > sum(map(len, _paragraphs(body))) - inside:
        for element in apart:
            element.tag = "div"


def _open_folds(root: Element) -> None:
    """Paragraphs that stand hidden behind "Read more", a tab or an accordion."""
    hidden = [e for e in root.iter() if isinstance(e.tag, str) and _is_folded_away(e)]
    if not hidden:
        return
    controlled = {
        value.lstrip("#")
        for e in root.iter("a", "button", "label", "div", "span", "summary", "li", "h2", "h3", "h4")
        for key in _TARGETS
        if (value := e.get(key) or "") and (key != "href" or value.startswith("#"))
    }
    for element in hidden:
        around = " ".join(named(e) for e in (element, *element.iterancestors()) if e.tag not in ("body", "html"))
        if _OVER_IT.search(around) or not _paragraphs(element):
            continue
        if element.get("id") in controlled or _FOLDED.search(named(element)) or _has_control(element):
            element.attrib.pop("hidden", None)
            element.attrib.pop("aria-hidden", None)
            element.set("style", _HIDES.sub("", element.get("style", "")))


def _is_folded_away(element: Element) -> bool:
    if "hidden" in element.attrib:
        return True
    return bool(re.search(r"display\s*:\s*none", element.get("style", ""), re.IGNORECASE))


def _has_control(element: Element) -> bool:
    """Whether a button, or words such as "Read more", stand right before or after an element."""
    for beside in (element.getprevious(), element.getnext()):
        if beside is None or not isinstance(beside.tag, str):
            continue
        said = "".join(beside.itertext()).strip()
        if len(said) <= 60 and (beside.tag in ("button", "summary") or _CONTROL.fullmatch(said)):
            return True
    return False


def _paragraphs(element: Element) -> list[str]:
    """The texts of an element that are long enough to be prose."""
    inner = [e for e in element.iter("p", "li", "blockquote", "div") if e.tag != "div" or not len(e)]
    texts = (" ".join("".join(e.itertext()).split()) for e in inner or [element])
    return [text for text in texts if len(text) >= _PROSE or (len(text) >= 30 and text[-1:] in "。！？")]


def drop_labels_for_listeners(root: Element) -> None:
    """Remove what is only read aloud: it says again, in words, what the page shows."""
    for element in [
        e for e in root.iter("span", "div", "p", "small", "b", "strong", "h2") if _READ_ALOUD.search(named(e))
    ]:
        drop(element)
