"""Bytes to text: byte order mark, then a declared charset, then UTF-8, then a guess."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from qa.errors import ArticleError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE)
_WEB_NAMES = {  # what browsers read under these names
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "x-sjis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "ms_kanji": "cp932",
    "windows-31j": "cp932",
    "x-euc-jp": "euc_jp",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ksc5601": "cp949",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-cp1250": "cp1250",
    "x-cp1251": "cp1251",
    "iso-8859-8-i": "iso-8859-8",
    "unicode-1-1-utf-8": "utf-8",
}
_ESCAPES = ((b"\x1b$", "iso2022_jp_2"), (b"\x1b(J", "iso2022_jp_2"), (b"\x1b$)C", "iso2022_kr"), (b"~{", "hz"))
_MANGLED = re.compile(
    "[\xc2-\xf4][\x80-\x9f]|\xe2\u20ac[\u2122\u0153\u201c\u201d\u02dc\xa6\x9d]"
)  # no language writes so
_HIGH = "\x80-\xbf" + "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0))
_TWICE = re.compile(f"[\xc2-\xdf][{_HIGH}]|[\xe0-\xef][{_HIGH}]{{2}}|[\xf0-\xf4][{_HIGH}]{{3}}")
_HEAD = 65_536  # bytes of a page within which its charset is named
_FEW = 0.03  # share of bytes beyond ASCII
_DAMAGED = 0.05  # share of replacement characters above which a text is not worth keeping


def decode(data: bytes, *, markup: bool = False, charset: str = "") -> str:
    """The text of `data`; an ArticleError when no charset makes sense of it.

    With `markup`, a charset that the data names is believed; `charset` is one that came beside it, as in a header.
    """
    return _unmangled(_decoded(data, markup, charset))


def is_unicode(data: bytes) -> bool:
    """Whether bytes are UTF-8 or begin with the mark of another form of Unicode."""
    if any(data.startswith(mark) for mark, _ in _MARKS):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def charset_of(content_type: str) -> str:
    """The charset that a header such as `text/html; charset=windows-1250` names; empty where it names none."""
    found = _DECLARED.search(content_type.encode("ascii", "ignore"))
    return found[1].decode("ascii").lower() if found else ""


def _unmangled(text: str) -> str:
    """UTF-8 that was read as Latin-1 or Windows-1252 and saved again, as it was: "â€™" is "’"."""
    if not _MANGLED.search(text):
        return text
    return _TWICE.sub(lambda run: _once(run[0]), text)


def _once(run: str) -> str:
    for charset in ("latin-1", "cp1252"):
        try:
            return run.encode(charset).decode("utf-8")
        except UnicodeError:
            continue
    return run


def _decoded(data: bytes, markup: bool, charset: str) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(name, "replace"))
    if (text := _escaped(data)) is not None:
        return text
    try:
        return data.decode("utf-8")  # text that is valid UTF-8 by accident hardly exists
    except UnicodeDecodeError:
        pass
    if charset and (text := _as(charset, data)) is not None:
        return text
    if markup and (text := _as_declared(data)) is not None:
        return text
    lenient = data.decode("utf-8", "replace")
    if _is_other(lenient) and sum(byte > 0x7F for byte in data) <= _FEW * len(data):
        return data.decode("cp1252", "replace")  # too few letters to guess by, and most such text is of western Europe
    if not _is_other(lenient) and lenient.count("\ufffd") <= max(
        1, len(lenient) // 1000
    ):  # UTF-8 with a few broken bytes
        return lenient
    best = from_bytes(data[:200_000]).best()
    return _checked(data.decode(best.encoding if best else "cp1252", "replace"))


def _escaped(data: bytes) -> str | None:
    """The text of a charset that is ASCII with escapes, which UTF-8 takes for ASCII."""
    for escape, name in _ESCAPES:
        if escape not in data or not data.isascii():
            continue
        try:
            text = data.decode(name)
        except UnicodeError:
            continue
        if sum(ord(char) > 0x2E80 for char in text) >= 2 and (name != "hz" or b"~}" in data):
            return text
    return None


def _as_declared(data: bytes) -> str | None:
    declared = _DECLARED.search(data[:_HEAD])
    return _as(declared[1].decode("ascii"), data) if declared else None


def _as(name: str, data: bytes) -> str | None:
    name = name.lower()
    try:
        codec = codecs.lookup(_WEB_NAMES.get(name, name)).name
        text = data.decode(codec, "replace")
    except (LookupError, UnicodeError):
        return None
    if text.count("\ufffd") > _DAMAGED * len(text) or (codec == "utf-8" and _is_other(text)):
        return None
    return text


def _is_other(lenient: str) -> bool:
    """Whether text read as UTF-8 has more broken bytes than letters beyond ASCII: it is of another charset."""
    return lenient.count("\ufffd") > sum(char > "\x7f" and char != "\ufffd" for char in lenient)


def _checked(text: str) -> str:
    if "\x00" in text[:1000] or text.count("\ufffd") > _DAMAGED * max(1, len(text)):
        raise ArticleError("not_text", "Its bytes are no text in any known charset. Save it again as UTF-8.")
    return text
