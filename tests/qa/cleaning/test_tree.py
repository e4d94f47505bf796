"""What a page hides is not read; what it shows is."""

from __future__ import annotations

import pytest

from qa.cleaning.tree import Element, drop_unseen, parse_markup
from qa.errors import ArticleError

SHOWN = "<p>" + "The council voted on Tuesday to close the old bridge. " * 5 + "</p>"
HIDDEN = [
    '<p style="display:none">MARK</p>',
    '<p style="display : none !important">MARK</p>',
    '<p style="visibility:hidden">MARK</p>',
    '<p style="visibility: collapse">MARK</p>',
    "<p hidden>MARK</p>",
    '<div aria-hidden="true"><p>MARK</p></div>',
    '<span style="font-size:0">MARK</span>',
    '<span style="font-size: 0px;">MARK</span>',
    '<p style="opacity:0">MARK</p>',
    '<p style="position:absolute; left:-9999px">MARK</p>',
    '<p style="text-indent:-10000px">MARK</p>',
    '<p style="color:#fff; background-color:#ffffff">MARK</p>',
    '<p style="color:white">MARK</p>',
    '<p style="background:#123456; color:#123456">MARK</p>',
    '<p style="color: rgb(1, 2, 3); background-color: rgb(1,2,3)">MARK</p>',
    '<span style="font-size:1px">MARK</span>',
    '<span style="font-size:0.1px">MARK</span>',
    '<font color="#FFFFFF">MARK</font>',
    '<p style="clip:rect(0,0,0,0)">MARK</p>',
    '<p style="clip-path: inset(50%)">MARK</p>',
    '<p style="height:0px; overflow:hidden">MARK</p>',
    '<p style="transform: scale(0)">MARK</p>',
    "<!-- MARK -->",
    "<template><p>MARK</p></template>",
    "<noscript><p>MARK</p></noscript>",
    "<script>MARK</script>",
    "<style>.MARK {}</style>",
    '<img alt="MARK" title="MARK">',
    '<input value="MARK"><textarea>MARK</textarea>',
    "<select><option>MARK</option></select>",
    "<dialog>MARK</dialog>",
    "<svg><text>MARK</text></svg>",
]
VISIBLE = [
    '<p style="color:#333">MARK</p>',
    '<p style="opacity:0.9">MARK</p>',
    '<p style="font-size:0.9em">MARK</p>',
    '<p style="font-size:11px">MARK</p>',
    '<p style="color:#123; background:#eee">MARK</p>',
    '<p style="color:white; background:#000">MARK</p>',
    '<p aria-hidden="false">MARK</p>',
    '<p style="height:100px; overflow:hidden">MARK</p>',
    "<details><summary>More</summary>MARK</details>",
]


def parsed(markup: str) -> Element:
    root = parse_markup(markup)
    assert root is not None
    return root


def text_of(markup: str) -> str:
    root = parsed(f"<html><body>{SHOWN}{markup} after</body></html>")
    drop_unseen(root)
    return "".join(root.itertext())


@pytest.mark.parametrize("markup", HIDDEN)
def test_hidden(markup: str) -> None:
    text = text_of(markup)
    assert "MARK" not in text
    assert "after" in text


@pytest.mark.parametrize("markup", VISIBLE)
def test_visible(markup: str) -> None:
    assert "MARK" in text_of(markup)


def test_a_page_that_waits_for_its_script_is_read() -> None:
    root = parsed(f'<html><body style="x"><div style="opacity:0">{SHOWN}</div></body></html>')
    drop_unseen(root)
    assert "old bridge" in "".join(root.itertext())


def test_streamed_parts_go_to_their_places() -> None:
    root = parsed(
        f'<html><body>{SHOWN}<template id="B:0"></template><p>last</p><div hidden id="S:0"><p>streamed</p></div></body></html>'
    )
    drop_unseen(root)
    text = "".join(root.itertext())
    assert text.index("streamed") < text.index("last")


@pytest.mark.parametrize("depth", [200, 256, 300, 1500])
def test_deep_nesting_is_read(depth: int) -> None:
    root = parsed("<div>" * depth + "MARK" + "</div>" * depth)
    assert "MARK" in "".join(root.itertext())


def test_nesting_too_deep_to_be_read_is_told_of() -> None:
    with pytest.raises(ArticleError) as refused:
        parse_markup("<p>Seen.</p>" + "<div>" * 2_100 + "MARK" + "</div>" * 2_100)
    assert refused.value.reason == "lost"
