"""What form of answer a question asks for: one fact, the newest state, an overview, a timeline, two sides, members. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

FACT, LIST, TIMELINE, COMPARISON, OVERVIEW, COLLECTION, TALK = FORMS = (
    "fact",
    "list",
    "timeline",
    "comparison",
    "overview",
    "collection",
    "talk",
)


@dataclass(frozen=True, slots=True)
class Form:
    """The form of the answer to one question.

    `topic`: the question without the words that only ask for the form, "the Griner case" of "summarize the Griner case".
    """

    name: str  # one of FORMS
    topic: str
    newest: bool = False  # of several dates that answer the newest is wanted
    now: bool = False  # and it asks in the present tense, or says "now"
    first: bool = False  # how it began is wanted: of several dates the oldest
    counted: bool = False  # how many members there are is wanted too
    voices: bool = False  # what several people say: sentences that are said by someone count
    sides: tuple[str, ...] = ()  # of a comparison: each side with what is asked about both


_I = re.IGNORECASE
_WHAT_IS = r"what(?:['’]?s| is| are|s)?"
_TIMELINE = re.compile(
    r"\b(?:a |the )?(?:time[- ]?line|chronology|sequence of events|course of events)\b(?: (?:of|for|in|on))?"
    r"|\bstep[- ]by[- ]step\b|\bin (?:chronological )?order\b|\bchronologically\b"
    r"|\bhow (?:did|has|have|does|do)\b(?=.*\b(?:unfold(?:ed)?|play(?:ed)? out|develop(?:ed)?|evolved?|progress(?:ed)?"
    r"|grow(?:n)?|spread|escalated?|c[oa]me about|get (?:here|this far)|go so far|come to this|happen so far)\b)"
    r"|\bhow it (?:all )?(?:unfolded|came about|developed|happened|went)\b",
    _I,
)
_UNFOLDS = re.compile(  # how something went, and what follows that names nothing
    r"\b(?:unfold(?:ed)?|play(?:ed)? out|develop(?:ed)?|evolved?|progress(?:ed)?|grow(?:n)?|spread|escalated?|c[oa]me about"
    r"|get (?:here|this far)|go so far|come to this|happen so far)\b(?-i:[^A-Z\d]*)$",
    _I,
)
_STATE = r"(?:the )?(?:latest|news|story|deal|situation|matter|state of play|status|fuss)(?: all)?"
_OVERVIEW = re.compile(
    rf"\b{_WHAT_IS} (?:been )?(?:going on|happening|up|new|{_STATE})\b(?: (?:with|in|about|on|at|around|over|to|of)\b)?"
    r"|\bwhat (?:has|have) (?:been )?(?:happen(?:ed|ing)|going on)\b(?: (?:with|in|about|at|to)\b)?"
    r"|\b(?:please )?(?:(?:can|could) you )?(?:tell|fill|catch) (?:me|us) (?:a bit |more |everything |all |in |up )*"
    r"(?:about|on|with)\b"
    r"|\bbring (?:me|us) up to (?:date|speed)(?: (?:on|with|about))?\b"
    r"|\b(?:please )?(?:(?:can|could) you )?(?:summari[sz]e|sum up|recap)\b(?: for me)?"
    r"|\b(?:an? |the |short |brief |quick )*(?:summary|overview|rundown|recap|briefing|gist|short picture|update)\b"
    r"(?: (?:of|on|about|for))?"
    r"|\bgive (?:me|us)\b|\b(?:the )?latest (?:news )?(?:on|about|with)\b|\bnews (?:on|about)\b"
    r"|\bwhat do (?:we|you) know about\b|\bwhat is known about\b",
    _I,
)
_HAPPENED = re.compile(
    r"^(?:so |and |but )?what(?:['’]s| has| have)? happened (?:with|to|in|at)\b|\bwhat happened$", _I
)
_COMPARED = re.compile(
    r"\b(?:compar(?:e|es|ed|ing|ison)|versus|vs)\b|\bdiffer(?:s|ed|ent)? (?:from|to|than)\b"
    r"|\bdifferences? between\b|\bhow (?:do|does|did)\b.*\bdiffer\b|\bhow (?:is|are|was|were)\b.*\bdifferent\b"
    r"|\bthen and now\b|\b(?:stacks?|stacked|measures?|measured|match(?:es|ed)?) up (?:against|to|with)\b"
    r"|\b(?:\w+er|more|less|worse)\b.*\bthan (?:in|last|when|before|at)\b",
    _I,
)
_WHICH_OF = re.compile(  # "Who had a rougher time, Kamala Harris or Jill Biden?"
    r"^(?:and |but |so )?(?P<shared>(?:who|which|what|whose)\b.*\b(?:\w+er|\w+est|more|most|less|least|worse|worst|best)\b.*?)"
    r"[,:–—-]+ (?P<one>[^,]+?),? or (?P<other>[^,]+)$",
    _I,
)
_CHANGED = re.compile(
    r"\b(?:changed?|shift(?:ed)?|slip(?:ped)?|moved?|revised?|risen?|rose|fall(?:en)?|fell|drop(?:ped)?|go(?:ne)? (?:up|down)"
    r"|increased?|grown?|evolved?|soften(?:ed)?|harden(?:ed)?)(?:$| (?:from|to|over|since|in|on|by|between|when|as|after|before"
    r"|during|with|about|(?:his|her|their|its) (?:mind|tune|stance|position|story|view|plans?)))",
    _I,
)
_CHANGE_OF = re.compile(r"^(?:and |but |so )?how (?:has|have|did|does|do)\b", _I)
_WHAT_CHANGED = re.compile(
    r"\bwhat(?:['’]s| has| have)? (?:been )?changed\b"
    r"|\bchanged? (?:his|her|their|its) (?:mind|tune|stance|position|story|view)\b",
    _I,
)
_SAY = r"(?:sa(?:y|id|ying)|think|tell|told|argued?|respond(?:ed)?|react(?:ed)?|make of)"
_PEOPLE_SAY = re.compile(
    rf"\bwho sa(?:ys|id) what\b|\bwhat (?:do|does|did|have|has|are|were)\b.*\b{_SAY}\b|\breact(?:s|ed|ions?)\b|\bresponse of\b"
    r"|\bhow (?:do|did|have) .*\brespond(?:ed)?\b|\bwho (?:is|are|was|were) (?:for|against|opposed|in favou?r)\b"
    r"|\b(?:arguments|opinions|views|sides)\b|\bcritic(?:s|ise|ize|ism)\b|\baccording to whom\b",
    _I,
)
_PLURAL_VOICES = re.compile(
    r"\bwho sa(?:ys|id) what\b|\b(?:and|both|different|people|officials|experts|critics|lawyers|bosses|leaders|lawmakers"
    r"|democrats|republicans|others|everyone|sides|opinions|views|reactions?|analysts|politicians|they)\b",
    _I,
)
_LIST = re.compile(
    r"^(?:and |but |so )?(?:which|what(?! (?:is|was|does|did|do|has|have|will)\b)|list|names?|who (?:are|were)|who all"
    r"|where (?:have|were|are|else|all))\b"
    r"|\b(?:names|list|all) of\b|\beveryone\b|\bname (?:all|the|some|two|three|every)\b|\b(?:who|what) else\b|\bwhich other\b",
    _I,
)
_NOT_MANY = r"(?:is|was|has|does|this|its|his|us|plus|news|series|process|status|crisis|basis|analysis|virus)\b"
_MANY = re.compile(
    rf"\b(?:(?:which|what|whose)(?: [\w.'’$-]+){{0,2}}?|(?:list|names?|all|(?:names|all) of|who (?:are|were)"
    rf"|where (?:have|were|are))(?: [\w.'’$-]+){{0,4}}?) (?!{_NOT_MANY})\w\w+s\b",
    _I,
)
_COUNT = re.compile(
    r"\bhow many (?:different |other )?[\w'’-]+\b.*\b(?:altogether|in (?:all|total)|so far|across|by name|named|are there)\b",
    _I,
)
_BEGAN = re.compile(
    r"\b(?:begin|began|begun|initial(?:ly)?|originally|in the first place|kick(?:ed)? off|start(?:ed)? (?:it|this|all)"
    r"|opening|earliest|origins?)\b",
    _I,
)
_FIRST = re.compile(r"\bfirst\b", _I)  # asks how something began, unless it asks of the present
_PRESENT = re.compile(
    r"(?:^|[,;] ?)(?:and |but |so |ok |then )*"
    r"(?:(?:who|what|where|when|how(?: \w+)?|which|whose|why)(?: (?!did\b|was\b|were\b|had\b)[\w$.'’-]+){0,5}? )?"
    r"(?:is|are|am|do|does|has|have|will|can|'s|’s|whos|whats|wheres|hows)\b|\b(?:who|what|where|when|how)['’]?s\b",
    _I,
)
_TERSE = re.compile(  # what may hold a verb: a question without any asks of the present, as "cheapest state to fill up"
    r"\b(?:who|what|when|why|where|how|which|whose|\w+ed|won|made|got|gave|said|told|took|came|went|lost|hit|cut|left)\b",
    _I,
)
_PAST = re.compile(
    r"\b(?:was|were|did|had|used to|back (?:in|then)|at first|ago|previous(?:ly)?|earlier|before|until|by (?:early|late|mid))\b",
    _I,
)
_TWO = re.compile(
    r"^(?:compare |how (?:do|does|did|is|are|was|were) )?(?P<one>.+?),? (?:vs\.?|versus|compared? (?:with|to)|as opposed to"
    r"|differ(?:ent)? (?:from|to|than)|(?:stack|measure|match)(?:e?d|e?s)? up (?:against|to|with)) (?P<other>.+)$",
    _I,
)
_BETWEEN = re.compile(r"\b(?:between|compare|comparison of) (?P<one>.+?) (?:and|with|to) (?P<other>.+)$", _I)
_LONG = 4  # words from which on a side stands by itself
_EDGE = re.compile(r"^[\s,:;.?!–—-]+|[\s,:;.?!–—-]+$|^(?:the|of|on|about|for|in|with|whole) ", _I)


def form_of(question: str, *, latest: bool = False, dated: bool = False) -> Form:
    """The form of the answer to a question. `latest`: it says "now"; `dated`: it names a day, a month or an event."""
    text = " ".join(question.split()).rstrip(" ?.!")
    present = latest or bool(_PRESENT.search(text) or not _TERSE.search(text))
    first = bool(_BEGAN.search(text) or (_FIRST.search(text) and not present))
    newest = not dated and not first and (latest or not _PAST.search(text))
    now = newest and present
    if _TIMELINE.search(text):
        return Form(TIMELINE, _without(_UNFOLDS, _without(_TIMELINE, text)))
    if _compares(text, dated=dated):
        return Form(COMPARISON, text, sides=_sides(text))
    if _OVERVIEW.search(text):
        return Form(OVERVIEW, _without(_OVERVIEW, text), newest=not dated)
    if _HAPPENED.search(text):
        return Form(OVERVIEW, _without(_HAPPENED, text))
    if _PEOPLE_SAY.search(text) and _PLURAL_VOICES.search(text):
        return Form(LIST, text, voices=True)
    if _LIST.search(text) and _MANY.search(text):
        return Form(LIST, text, first=first)
    if _COUNT.search(text):
        return Form(LIST, text, newest=newest, counted=True)
    return Form(FACT, text, newest=newest, now=now, first=first)


def _compares(text: str, *, dated: bool) -> bool:
    if _COMPARED.search(text) or _WHAT_CHANGED.search(text) or _WHICH_OF.search(text):
        return True
    return bool(_CHANGE_OF.search(text) and _CHANGED.search(text))


def asked(form: Form, question: str) -> str:
    """The question as it is searched for: a story's topic alone, so that no article need hold the word "timeline"."""
    return form.topic if form.name in (TIMELINE, OVERVIEW) else question


def read_as(form: Form, question: str) -> str:
    """The question as readers are asked it: they know "what's going on with", and no other words for the same."""
    return f"what's going on with {form.topic}?" if form.name in (TIMELINE, OVERVIEW) else question


def _sides(text: str) -> tuple[str, ...]:
    """The two sides of a comparison as texts that can be searched for; none where it does not name two."""
    if match := _WHICH_OF.search(text):
        return f"{match['one']} {match['shared']}", f"{match['other']} {match['shared']}"
    match = _TWO.search(text) or _BETWEEN.search(text)
    if not match:
        return ()
    one, other = match["one"].strip(" ,"), match["other"].strip(" ,")
    shared = " ".join(
        w for w in one.split() if w[0].islower() and not w.isdigit() and w not in ("in", "on", "the", "this")
    )
    return one, other if len(other.split()) > _LONG else f"{other} {shared}".strip()


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text without what the pattern finds; the whole text where nothing else is left."""
    left = " ".join(pattern.sub(" ", text).split())
    while (shorter := _EDGE.sub("", left)) != left:
        left = shorter
    return left or text
