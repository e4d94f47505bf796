"""Sixty-odd pages that are no article, and articles that only look like one of them."""

from __future__ import annotations

import pytest

from qa.articles.formats.page import read_page
from qa.cleaning.refusal import why_no_article
from qa.errors import ArticleError

PROSE = (
    "The council voted on Tuesday to close the old bridge for two years. Engineers found cracks in three of its five "
    "arches last winter. Buses will cross the river at the mill until the work is done. "
)
REFUSED = [
    ("error_page", "404 Not Found", "The page you are looking for could not be found."),
    ("error_page", "Page not found", "Sorry, we can't find that page. Try the search or go back to the home page."),
    ("error_page", "Oops!", "This page doesn't exist. It may have been moved or deleted."),
    ("error_page", "Example Herald", "404. The article you requested is no longer available."),
    ("error_page", "", "The requested URL was not found on this server."),
    ("error_page", "403 Forbidden", "You don't have permission to access this resource."),
    ("error_page", "Access Denied", "You do not have permission to view this page. Reference #18.2f"),
    ("error_page", "401 Unauthorized", "This server could not verify that you are authorized."),
    ("error_page", "500 Internal Server Error", "The server encountered an internal error."),
    ("error_page", "502 Bad Gateway", "nginx"),
    ("error_page", "503 Service Unavailable", "The server is temporarily unable to serve your request."),
    ("error_page", "504 Gateway Time-out", "The server didn't respond in time."),
    ("error_page", "Error 410", "This content has been removed."),
    ("error_page", "Just a moment...", "Checking your browser before accessing the site."),
    ("error_page", "Attention Required!", "Please complete the security check to access the site."),
    ("error_page", "", "Verify you are human by completing the action below."),
    ("error_page", "Are you a robot?", "We have detected unusual traffic from your network."),
    ("error_page", "", "Please enable JavaScript and cookies to continue."),
    ("error_page", "Example", "JavaScript is disabled in your browser. Please turn on JavaScript to use this site."),
    ("error_page", "", "You need to enable JavaScript to run this app."),
    ("error_page", "Maintenance", "The site is currently undergoing scheduled maintenance. Please check back soon."),
    ("error_page", "", "Something went wrong. Wait a moment and try again."),
    ("error_page", "", "An unexpected error has occurred. Please reload the page."),
    ("error_page", "Too Many Requests", "Rate limit exceeded."),
    ("error_page", "", "Error fetching page: connection timed out after 30 seconds."),
    ("error_page", "", "Failed to fetch the article: could not resolve host."),
    ("error_page", "", "Error parsing web page: no content."),
    ("error_page", "", "HTTP error: status code 429"),
    ("error_page", "example.org", "This domain is for sale. Make an offer today."),
    ("error_page", "", "This account has been suspended. Contact your hosting provider."),
    ("error_page", "Welcome to nginx!", "Welcome to nginx! If you see this page, the web server is working."),
    ("error_page", "Index of /pub", "Index of /pub"),
    ("error_page", "", "No results were found for your search."),
    ("error_page", "", "This content is not available in your region."),
    ("error_page", "Unavailable for legal reasons", "451: Unavailable for legal reasons."),
    ("consent_wall", "",
     "We use cookies to improve your visit. Accept all. Reject all. Manage preferences. See "
     "our privacy policy."),
    ("consent_wall", "Before you continue",
     "Before you continue: we and our partners use cookies. Your privacy choices. Accept "
     "all"),
    ("consent_wall", "",
     "We and our partners store and/or access information on a device. Some partners rely on "
     "legitimate interest. Manage options"),
    ("consent_wall", "Privacy",
     "Our site uses cookies for personalised ads and content. Cookie settings. Accept "
     "cookies"),
    ("consent_wall", "",
     "We process the data you have shared as set out in our Privacy Policy. You agree to the "
     "processing of it. Tick here to object."),
    ("consent_wall", "",
     "GDPR consent choices: legitimate interest, personalised content. Manage my preferences "
     "with our partners."),
    ("paywall_stub", "Bridge", "The council voted on Tuesday. Subscribe to continue reading."),
    ("paywall_stub", "Bridge",
     "The bridge will close. This article is for subscribers only. Already a subscriber? Log "
     "in."),
    ("paywall_stub", "Bridge", "You have reached your limit of free articles. Subscribe now for unlimited access."),
    ("paywall_stub", "Bridge", "Sign in to read the full story."),
    ("paywall_stub", "Bridge", "Create a free account to continue reading this article."),
    ("paywall_stub", "Bridge", "To read the full article, become a member today. Cancel any time."),
    ("paywall_stub", "Bridge", "This post is for paid subscribers. Already a paid subscriber? Sign in."),
    ("paywall_stub", "Bridge", "Unlock this article. Start your free trial to keep reading."),
    ("paywall_stub", "Bridge", "This content is exclusively available to our premium members."),
    ("paywall_stub", "Bridge", "Register to unlock 3 free articles this month. Subscription options."),
    ("error_page", "", "Are you over 18? Please confirm your age to enter this site."),
    ("error_page", "Example", "Sorry, this page isn’t available. The link you followed may be broken."),
    ("error_page", "", "The requested URL /a/b was not found on this server. Apache/2.4 Server at example.org Port 80"),
    ("error_page", "", "To continue, please click the box below to let us know you're not a robot."),
    ("error_page", "", "Your request has been blocked. Please contact the site owner."),
    ("error_page", "", "Why have I been blocked? This website is using a security service to protect itself."),
    ("error_page", "", "Sorry, we have been unable to load this article. Please try again later."),
    ("error_page", "Loading", "Loading... Please wait while your request is being verified..."),
    ("error_page", "", "Redirecting... If you are not redirected automatically, follow this link."),
    ("error_page", "", "Your browser is not supported. Please upgrade to a modern browser."),
    ("error_page", "", "Please turn off your ad blocker to continue. We rely on advertising."),
    ("error_page", "", "Your session has expired. Please start again."),
    ("error_page", "", "Invalid URL. The requested address is invalid."),
    ("error_page", "", "Coming soon. We are working hard to launch our new website."),
    ("error_page", "Home", "It works!"),
    ("error_page", "Seite nicht gefunden", "Die angeforderte Seite wurde nicht gefunden."),
    ("error_page", "Page introuvable", "La page que vous recherchez n’existe pas."),
    ("error_page", "Error", "Página no encontrada."),
    ("consent_wall", "", "Wir verwenden Cookies. Alle akzeptieren. Einstellungen verwalten. Datenschutzerklärung."),
    ("consent_wall", "", "Nous utilisons des cookies. Tout accepter. Tout refuser. Politique de confidentialité."),
    ("paywall_stub", "Bridge", "The rest of this article is behind a paywall. Please subscribe or sign in."),
    ("paywall_stub", "Brücke", "Dieser Artikel ist nur für Abonnenten. Jetzt abonnieren und weiterlesen."),
    ("paywall_stub", "Pont", "Cet article est réservé aux abonnés. Abonnez-vous pour lire la suite."),
    ("empty", "", ""),
    ("empty", "Bridge", "  \n\n "),
    ("empty", "Bridge", "1234 - 5678"),
    ("empty", "Bridge", "••• ||| ---"),
]  # fmt: skip
KEPT = [
    ("Bridge to close", PROSE),
    ("Why the 404 page became an art", "The 404 error page has a long history. " + PROSE * 2),
    (
        "How cookies work",
        "Web sites keep a record of visitors. Each browser stores the record in a small file. " + PROSE * 4,
    ),
    ("City sells more newspapers", "More readers subscribe to the Example Herald than last year. " + PROSE),
    ("Mayor denied access", "The mayor said she had been denied entry to the hall on Monday. " + PROSE),
    (
        "Server fire stops trains",
        "A fire in a server room stopped all trains on Monday. Service resumed at noon. " + PROSE,
    ),
    ("Short news", "Rain is expected across the valley on Sunday."),
    ("Library members vote", "Members of the library voted to join the county's system. " + PROSE),
    ("Site of the new school", "The site is on the hill above the mill. Work will begin in May. " + PROSE),
    ("Page resigns", "Ms. Page, who led the council for ten years, resigned on Monday. " + PROSE),
    ("Übersicht", "Der Rat hat am Dienstag beschlossen, die Brücke für zwei Jahre zu schließen."),
    ("Übersicht", "Die Seite der Stadt war am Montag nicht zu erreichen, sagt das Rathaus. " * 6),
    ("A baker's cookies", "The baker sells forty kinds of cookies. Children choose them. " + PROSE),
    ("Bridge opens", "The bridge, which nobody could find on a map, opened on Monday."),
    ("Robots in the harbour", "Are you a robot? That is what children ask the new cranes. " + PROSE),
]


@pytest.mark.parametrize(("reason", "title", "text"), REFUSED)
def test_what_is_no_article(reason: str, title: str, text: str) -> None:
    found = why_no_article(text, title=title)
    assert found is not None
    assert found[0] == reason


@pytest.mark.parametrize(("title", "text"), KEPT)
def test_what_is_one(title: str, text: str) -> None:
    assert why_no_article(text, title=title) is None


def test_a_story_that_breaks_off_beside_an_offer_is_a_stub() -> None:
    assert why_no_article("The council voted on Tuesday and…", around=["Subscribe to continue reading"]) == (
        "paywall_stub",
        "Only its beginning is shown; the rest is for subscribers. Save the page while signed in.",
    )
    assert why_no_article("The council voted on Tuesday.", around=["Subscribe to continue reading"]) is None


@pytest.mark.parametrize(
    "markup",
    [
        "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1>"
        "<p>The requested URL was not found.</p></body></html>",
        '<html><body><div id="root"></div><script>start()</script></body></html>',
        "<html><body><noscript>You need to enable JavaScript to run this app.</noscript></body></html>",
        "<html></html>",
        "",
    ],
)
def test_pages_without_an_article(markup: str) -> None:
    with pytest.raises(ArticleError):
        read_page(markup)
