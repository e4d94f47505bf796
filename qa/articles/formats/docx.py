"""One Word document -> a draft."""

from __future__ import annotations

import io
import zipfile
import zlib

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from qa.articles.formats.fragment import fragment_text
from qa.articles.notes import Draft
from qa.articles.opening import FILE_BYTES, RATIO, RATIO_FLOOR
from qa.cleaning.metadata.written_dates import iso_date
from qa.errors import ArticleError
from qa.text.characters import one_line

_HEADING = 200  # characters of a first line that is a title


def read_docx(data: bytes) -> Draft:
    """The text of a document, with its tables, under its title, author and date; its notes are left out."""
    try:
        import mammoth
    except ImportError as error:
        message = "Word documents are read with the extra `docx`. Install it: pip install 'quoth[docx]'."
        raise ArticleError("unsupported", message) from error
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            sizes = [(part.file_size, part.compress_size) for part in parts.infolist()]
            if (
                any(big > max(RATIO_FLOOR, RATIO * small) for big, small in sizes)
                or sum(b for b, _ in sizes) > FILE_BYTES
            ):
                raise ArticleError("too_large", "It unpacks to far more than it should. Check it.")
            for name in parts.namelist():
                if name.endswith(".xml") and b"<!ENTITY" in parts.read(name):
                    raise ArticleError("hostile_xml", "It declares XML entities, which are refused. Save it again.")
            said = _properties(parts)
        markup = mammoth.convert_to_html(
            io.BytesIO(data), convert_image=mammoth.images.img_element(lambda _: {"src": ""})
        )
    except (
        zipfile.BadZipFile,
        zlib.error,
        KeyError,
        ValueError,
        OSError,
        EOFError,
        ParseError,
        DefusedXmlException,
    ) as error:
        raise ArticleError(
            "damaged", "The document is damaged or locked. Save it again, without a password."
        ) from error
    text = fragment_text(markup.value)
    first, _, rest = text.partition("\n\n")
    headed = len(first) <= _HEADING and bool(rest) and not first.endswith((".", "!", "?"))
    title = said.get("title") or (first if headed else "")
    return Draft(
        text=rest if headed and first == title else text,
        title=title,
        author=said.get("creator") or None,
        published_at=iso_date(said.get("created", "")),
        modified_at=iso_date(said.get("modified", "")),
        language=said.get("language", "")[:2].lower() or None,
    )


def _properties(parts: zipfile.ZipFile) -> dict[str, str]:
    """What the document says of itself."""
    try:
        root = fromstring(parts.read("docProps/core.xml"))
    except KeyError:
        return {}
    return {str(e.tag).rpartition("}")[2]: one_line(e.text) for e in root.iter() if e.text}
