"""What is no article though it came as one: error pages, walls, stubs and empty shells."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.cleaning.paywall import count_sentences, is_walled, opening_of

_SHORT = 1_200  # characters; a longer text that mentions an error or a subscription is about it
_ERROR_TITLE = re.compile(
    r"^\W*(?:(?:error\W*)?(?:4\d\d|5\d\d)\b|(?:page|file|article|story|url|site|content) (?:was |is |could |"
    r"can ?)?not (?:be )?found|not found|"
    r"access (?:to this page )?(?:has been )?denied|forbidden|unauthori[sz]ed|service (?:temporarily )?unavailable|"
    r"bad gateway|gateway time-?out|internal server error|too many requests|just a moment|attention required|"
    r"are you (?:a robot|human)|security check|verify(?:ing)? (?:you are|that you)|robot check|one moment,? please|"
    r"site (?:is )?(?:down|under) (?:for )?(?:maintenance|construction)|under maintenance|oops|"
    r"(?:this |the )?page (?:doesn'?t|does not) exist|request (?:blocked|rejected)|domain (?:is )?for sale)",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"(?:page|article|story|content|file|url|resource) (?:that )?(?:you(?:'re| are|'ve| have)? (?:were |"
    r"are )?(?:looking for|requested|trying to (?:reach|access))|"
    r"(?:has|have) (?:been )?(?:moved|removed|deleted|expired)|(?:was|could|can) ?not (?:be )?found|"
    r"(?:is|are) (?:no longer|not|currently not|currently un) ?available|does(?: not|n'?t) exist)|"
    r"\b(?:404|403|500|502|503|504)\b.{0,30}\b(?:not found|error|forbidden|unavailable|bad gateway|time-?out)|"
    r"(?:error|status)(?: code)?:? ?(?:4\d\d|5\d\d)\b|\b(?:error fetching|failed to (?:fetch|load|parse)|"
    r"error parsing) (?:the )?(?:web ?page|url|page|content|article)|"
    r"(?:you don'?t|you do not) have permission to (?:access|view)|access (?:to this (?:page|site|resource) )?(?:is |"
    r"has been |was )?(?:denied|forbidden|blocked)|"
    r"checking (?:your browser|if the site connection)|verify (?:that )?you are (?:a )?human|unusual traffic|"
    r"complete the (?:captcha|security check)|"
    r"(?:enable|turn on|requires?|need(?:s)?) (?:javascript|js|cookies)|javascript (?:is|must be|has been|"
    r"seems to be) (?:disabled|enabled|required|turned off)|"
    r"(?:temporarily|currently) (?:unavailable|down|offline|overloaded)|(?:down|undergoing|under|performing|"
    r"scheduled|for) (?:for )?(?:scheduled )?maintenance|"
    r"something went wrong|an (?:unexpected )?error (?:has )?occurred|too many requests|rate limit(?:ed)?|"
    r"connection (?:timed out|refused|reset)|could not resolve host|(?:domain|website) (?:name )?(?:is|"
    r"may be) for sale|"
    r"no (?:results|articles|posts) (?:were )?found|nothing (?:was )?found|not available in your (?:country|region|"
    r"location)|unavailable for legal reasons|"
    r"(?:account|site|website) (?:has been )?suspended|apache2? (?:\w+ )?default page|welcome to nginx|index of /",
    re.IGNORECASE,
)
_BARRED = re.compile(
    r"(?:page|content) isn'?t (?:available|working)|link you followed may be broken|trouble finding|"
    r"couldn'?t find (?:that|the|this|your) (?:page|article|story)|not found on this server|"
    r"(?:you are|you're) (?:not a robot|a (?:real )?(?:human|person))|confirm (?:that )?you are|request is being verified|"
    r"(?:request|visit) (?:has been|was) (?:blocked|denied|rejected)|have i been blocked|security service to protect|"
    r"banned your ip|your ip (?:address )?(?:has been|is)|unable to load (?:this|the)|"
    r"^\W*redirecting|not redirected automatically|browser is (?:not supported|out of date|outdated)|unsupported browser|"
    r"(?:disable|turn off|deactivate|pause) (?:your |the )?ad[- ]?block|session (?:has )?expired|"
    r"this video is (?:unavailable|not available|private)|no such key|specified key does not exist|invalid url|"
    r"(?:are you|you must be) (?:over|at least) (?:18|21)|(?:confirm|verify) your age|"
    r"working hard to launch|launching soon|^\W*(?:it works|coming soon|under construction|hello world|test page)\W*$|"
    r"(?:seite|artikel) (?:wurde |konnte |existiert |ist )?(?:leider )?nicht|zugriff verweigert|"
    r"page (?:est )?(?:introuvable|non trouvée|inexistante)|n'existe (?:pas|plus)|accès refusé|"
    r"página no (?:encontrada|existe|disponible)|no se (?:ha )?encontr(?:ó|ado)|acceso denegado|"
    r"pagina (?:non trovata|inesistente)|accesso negato",
    re.IGNORECASE,
)  # what stands between a reader and the page, and pages that are none, in several languages
_CONSENT = re.compile(
    r"\b(?:we|our|partners|site|website)\b[^.]{0,80}\bcookies\b|accept (?:all|cookies)|reject all|"
    r"manage (?:my )?(?:preferences|consent|cookies|choices|options)|"
    r"cookie (?:settings|policy|preferences|consent)|before you continue|your (?:privacy|consent|choices)|"
    r"consent (?:to|choices)|"
    r"legitimate interest|(?:use|used|process) the (?:details|information|data) you (?:have )?(?:shared|provided)|"
    r"you agree to the processing|would you like to receive|tick here|how relevant is this ad|personali[sz]ed (?:ads|"
    r"content)|\bcookies?\b|alle (?:akzeptieren|ablehnen)|einstellungen (?:verwalten|ändern)|datenschutz|"
    r"tout (?:accepter|refuser)|paramétrer|politique de confidentialité|aceptar tod[oa]s?|rechazar tod[oa]s?|"
    r"política de privacidad|accett[ao] tutt[oi]|rifiuta tutt[oi]|"
    r"store and/or access information|iab vendors|\bgdpr\b|\bccpa\b|\bpartners\b|privacy policy",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\W\d_]")


def why_no_article(text: str, *, title: str = "", around: Sequence[str] = ()) -> tuple[str, str] | None:
    """The reason and a sentence when `text` is no article; `around` is what else its page says.

    The opening of an article for subscribers is an article where it says enough: see `paywall`.
    """
    if not _LETTERS.search(text):
        page = "\n".join(around)
        return _fault(page, title) or (
            "empty",
            "No article text was found on it. Save the page again when fully loaded.",
        )
    if len(text) > _SHORT:
        return None
    if fault := _fault(text, title, around):
        return fault
    if is_walled(text, around) and not opening_of(text, around):
        message = "Only its beginning is shown; the rest is for subscribers. Save the page while signed in."
        return "paywall_stub", message
    return None


def _fault(text: str, title: str, around: Sequence[str] = ()) -> tuple[str, str] | None:
    text, title = text.replace("’", "'"), title.replace("’", "'")
    sentences = max(1, count_sentences(text))
    errors = len(_ERROR.findall(text)) + len(_BARRED.findall(text))
    titled = bool(_ERROR_TITLE.search(title)) or (len(text) < 120 and bool(_ERROR_TITLE.search(text)))
    if (titled and (errors or len(text) < 400)) or (errors and (errors / sentences >= 0.34 or len(text) < 250)):
        return "error_page", "It is an error message, not an article. Fetch the page again."
    asked = len(_CONSENT.findall(text))
    beside = sum(len(_CONSENT.findall(line)) for line in around) if asked else 0
    if asked + beside >= 3 and asked / sentences >= 0.5:
        return "consent_wall", "It is a request to accept cookies, not an article. Save the page after answering it."
    return None
