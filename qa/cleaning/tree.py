"""Markup -> a tree of what a reader of the page could see."""

from __future__ import annotations

import re

from lxml import etree, html

from qa.cleaning.elements import Element as Element
from qa.cleaning.elements import drop as drop
from qa.cleaning.page.inline import write_inline
from qa.cleaning.page.unfolding import drop_labels_for_listeners, unfold
from qa.errors import ArticleError

_UNSEEN = (
    "script", "style", "template", "noscript", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video",
    "select", "textarea", "input", "map", "dialog", "datalist", "head", "link", "meta", "applet", "progress", "meter",
)  # fmt: skip
_HIDING_STYLE = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|font-size:(?:0|1px|0?\.\d+px)(?:px|em|rem|pt|%)?(?:;|!|$)"
    r"|text-indent:-\d{3,}|(?:left|top|right|margin-left|margin-top):-\d{4,}px|clip:rect\(0|clip-path:inset\((?:50|"
    r"100)%"
    r"|(?:^|;)(?:max-)?(?:height|width):[01]px;.*overflow:hidden|overflow:hidden;.*(?:height|width):[01]px"
    r"|transform:scale\(0\)"
)
_FADED = re.compile(r"opacity:0(?:\.0+)?(?:;|!|$)")
_FADES_IN = re.compile(r"animat|fade|reveal|(?:^|[^a-z])(?:wow|aos|motion|appear)(?:[^a-z]|$)|scroll", re.IGNORECASE)
_MOVES_IN = re.compile(r"transform:(?:translate|matrix)|transition:|will-change:")
_WHITE = r"(?:white|#fff(?:fff)?|rgb\(255,255,255\))"
_WHITE_ON_WHITE = re.compile(rf"(?:^|;)color:{_WHITE}(?:;|!|$)")
_WHITE_GROUND = re.compile(rf"background(?:-color)?:{_WHITE}")
_COLOR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_DARK_GROUND = re.compile(r"background")
_ALL_ALIKE = etree.ElementDefaultClassLookup(element=html.HtmlElement)  # asking lxml's own, by name, takes long
_MOST = 0.5  # share of the page's text that, when marked as hidden, is a page waiting for its script


def parse_markup(markup: str) -> Element | None:
    """The root element, or None when there is no markup to speak of; an ArticleError where it cannot be read whole."""
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    parser.set_element_class_lookup(_ALL_ALIKE)
    try:
        root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log):
        # libxml2 stops at 2,048 levels, says so in its log alone, and gives what it had read until there.
        raise ArticleError("lost", "Its markup is nested too deep to be read whole. Save it as plain text.")
    return root


def drop_unseen(root: Element) -> int:
    """Leave in `root` what the page shows, as text; the number of characters that were hidden on purpose."""
    _place_streamed(root)
    unfold(root)
    drop_labels_for_listeners(root)
    write_inline(root)
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    total = sum(len(text) for text in root.itertext())
    dropped = 0
    for element in [element for element in root.iter(etree.Element) if _is_hidden(element)]:
        size = sum(len(text) for text in element.itertext())
        if element.getparent() is not None and size <= _MOST * total:
            dropped += size
            drop(element)
    return dropped


def _place_streamed(root: Element) -> None:
    """Move what React streams in hidden at the end (`S:1`) to the placeholder that its script would fill."""
    waiting = {element.get("id")[2:]: element for element in root.iter("div") if element.get("id", "").startswith("S:")}
    if not waiting:
        return
    for place in list(root.iter("template")):
        content = waiting.pop(place.get("id", "")[2:], None) if place.get("id", "")[:2] in ("P:", "B:") else None
        if content is not None and place.getparent() is not None:
            content.attrib.pop("hidden", None)
            drop(content)
            content.tail = None
            place.addprevious(content)


def _is_hidden(element: Element) -> bool:
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes and attributes["hidden"].lower() != "until-found":
        return True
    if attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    style = attributes.get("style")
    if style:
        style = re.sub(r"\s+", "", style.lower())
        if _HIDING_STYLE.search(style):
            return True
        if _FADED.search(style) and not _fades_in(element, style):
            return True
        if _painted(_COLOR, style) == _painted(_GROUND, style) != "":
            return True
        if _WHITE_ON_WHITE.search(style):
            return bool(_WHITE_GROUND.search(style)) or not _DARK_GROUND.search(style)
    color = attributes.get("color")
    return bool(color and element.tag == "font" and re.fullmatch(_WHITE, color.lower()))


def _fades_in(element: Element, style: str) -> bool:
    """Whether an element is only seen through until its page is scrolled to it."""
    marks = [
        name for name in element.attrib if name.startswith(("data-w-id", "data-aos", "data-scroll", "data-framer"))
    ]
    return bool(marks or _MOVES_IN.search(style) or _FADES_IN.search(element.get("class", "")))


def _painted(what: re.Pattern[str], style: str) -> str:
    """A color that a style gives; none where it only takes over another."""
    found = what.search(style)
    return found[1] if found and found[1] not in ("inherit", "initial", "unset", "revert") else ""
