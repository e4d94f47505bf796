"""Text of other scripts is measured as long as a reader sees it; Latin text is left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.articles.formats.page import read_page
from qa.cleaning.drawn import drawn


@pytest.mark.parametrize("text", ["Plain words.", "Größe und Überfluss", "Cấm xe máy trong phố cổ"])
def test_latin_is_itself(text: str) -> None:
    assert drawn(text) is text


@pytest.mark.parametrize(
    ("text", "ends"),
    [("湖の水位が三メートル下がった。", "."), ("यह पुल बंद है।", "."), ("هل أغلق الجسر؟", "?"), ("Мост закрыт.", ".")],
)
def test_sentences_end_as_in_english(text: str, ends: str) -> None:
    assert drawn(text).isascii() and drawn(text)[0].isupper() and drawn(text).endswith(ends)


@given(st.text())
def test_any_text_can_be_drawn(text: str) -> None:
    assert isinstance(drawn(text), str)


PAGES = {
    "zh": ("湖水下降", ["水务局周一表示，湖水在夏季下降了三米。", "渔民说，他们的船已经无法靠岸。", "市长将于周五与省长会面。"]),
    "ru": ("Озеро мелеет", ["Уровень озера упал на три метра.", "Рыбаки не могут причалить.", "Мэр встретится с губернатором."]),
    "hi": ("झील सूख रही है", ["झील का पानी तीन मीटर नीचे चला गया है।", "मछुआरे अब किनारे तक नहीं पहुँच सकते।", "महापौर शुक्रवार को मिलेंगे।"]),
    "th": ("น้ำในทะเลสาบลดลง", [
        "สำนักงานน้ำกล่าวว่าระดับน้ำลดลงสามเมตรในฤดูร้อนนี้",
        "ชาวประมงไม่สามารถเทียบท่าได้อีกต่อไป",
        "นายกเทศมนตรีจะพบผู้ว่าในวันศุกร์"]),
}  # fmt: skip


@pytest.mark.parametrize("language", PAGES)
def test_a_page_loses_no_paragraph(language: str) -> None:
    title, paragraphs = PAGES[language]
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    menu = "<nav><ul><li><a href='/a'>News</a></li><li><a href='/b'>Sport</a></li></ul></nav>"
    head = f"<html lang='{language}'><head><title>{title}</title></head><body>{menu}"
    page = f"{head}<main><article><h1>{title}</h1>{body}</article></main></body></html>"
    text = read_page(page).text
    assert [p for p in paragraphs if p not in text] == []
