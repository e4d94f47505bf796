"""Paragraphs that stand inside an article but are none of it: newsletter, share and "read more" lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST = 300  # characters; what is longer is likely to say something
_INSERT = re.compile(
    r"(?:advertisement|advertising|story continues below(?: advertisement)?|article continues (?:below|after).*|"
    r"continue reading(?: below)?|"
    r"video ad feedback|ad feedback|scroll (?:down )?to continue.*|skip advertisement|sponsored(?: content)?|"
    r"loading\W*|placeholder|"
    r"share(?: this)?(?: (?:article|story|post|on|via).{0,80}|"
    r" with (?:an? |your )?(?:others|friends?|family|colleagues?|followers|network)(?: (?:or|and) \w+)?\W*)?|"
    r"share on \w+.{0,60}|(?:(?:facebook|twitter|x|"
    r"whatsapp|linkedin|email|pinterest|reddit|telegram|print|copy link|flipboard|tumblr)[\s,|/&·•]*)+|"
    r"(?:also read|read also|read more|read next|see also|also see|related|more|watch|watch now|recommended|"
    r"more from \w+|related (?:articles?|stories|story|content|video)|don'?t miss|must[- ]read|up next|"
    r"you may also like|what to read next)(?: on [^:]{1,40})?\s*:\s*.{3,250}|"
    r"(?:read|see|watch|click) (?:more|also|next|here)\W*(?:.{0,60})?|(?:also read|read more|see also|"
    r"related (?:articles|stories|content)|most read|popular now|top stories|latest (?:news|stories)|"
    r"trending(?: now)?|more stories|recommended(?: for you)?|table of contents)|"
    r"(?:sign up|subscribe|click here|join|tap here)\b[^.!?]{0,160}\b(?:newsletter|inbox|alerts?|briefing|"
    r"daily email|our (?:podcast|channel)|notifications)\b[^.]{0,120}[.!]?|"
    r"(?:get|want|receive)\b[^.!?]{0,140}\b(?:in|to) your inbox\b[^.]{0,120}[.!?]?(?: (?:sign up|subscribe|"
    r"click)[^.]{0,100}[.!]?)?|"
    r"(?:follow|find|like|join|connect with) (?:us|me|\w+ \w+|@\w+|\w+)? ?(?:on|via) (?:twitter|x|facebook|instagram|"
    r"tiktok|linkedin|youtube|threads|telegram|whatsapp|mastodon|bluesky)\b.{0,120}|"
    r"(?:follow|contact|reach|email) (?:the )?(?:\w+ ){0,4}?(?:on (?:twitter|x)|at)\W*\S*@\S+.{0,60}|"
    r"(?:copyright|©|\(c\)) ?.{0,120}(?:all rights reserved|\d{4}).{0,120}|all rights reserved\W*|"
    r"this material may not be published, broadcast.{0,80}|"
    r"(?:tags?|topics?|filed under|categories)\s*:\s*.{2,200}|(?:\d+ )?comments?(?: \(\d+\))?|leave a (?:comment|"
    r"reply)|hide caption|toggle caption|enlarge this image|"
    r"the post .{3,200} (?:appeared first|was first published) on .{2,80}|this (?:article|post|story) (?:first |originally )?"
    r"appeared (?:first )?on \S.{1,60}|explore further|citation:.{5,250}|this document is subject to copyright\..{0,200}|"
    r".{0,200}\b(?:unsubscribe|view (?:(?:this|it) (?:e-?mail )?)?in (?:your )?browser|update your preferences|"
    r"newsletter abbestellen|vom newsletter abmelden|se désabonner|se désinscrire|darse de baja|cancelar (?:la )?suscripción|"
    r"annulla l'iscrizione)\b.{0,100}|you(?:'re| are)? (?:get|receiv)(?:ing|e)? this "
    r"(?:e-?mail|letter|message|newsletter)\b.{0,200}|"
    r"(?:please )?(?:consider )?(?:donat(?:e|ing)|(?:make|making) a donation|contribut(?:e|ing)|support(?:ing)?)\b.{0,40}"
    r"\b(?:our|independent|quality) (?:work|journalism|newsroom|reporting)\b.{0,160}|"
    r"\d+ min(?:ute)?s? read|back to top|print this (?:page|article)|listen to this article.{0,40})",
    re.IGNORECASE,
)


def is_insert(paragraph: str) -> bool:
    """Whether a paragraph is surely none of the article, whatever stands around it."""
    return len(paragraph) <= _LONGEST and _INSERT.fullmatch(paragraph.strip(" *_>[]()\t")) is not None


def drop_inserts(paragraphs: Sequence[str], *, title: str = "") -> tuple[list[str], tuple[str, ...]]:
    """The paragraphs that are the article's, and those that were cut; a first one that is the title goes too."""
    kept: list[str] = []
    cut: list[str] = []
    for paragraph in paragraphs:
        (cut if is_insert(paragraph) else kept).append(paragraph)
    if len(kept) > 1 and title and " ".join(kept[0].lower().split()) == " ".join(title.lower().split()):
        kept.pop(0)
    return kept, tuple(cut)
