"""Files and feeds -> Articles: every input becomes an Article or a Rejection, exactly once.

`read_articles` reads; `read_corpus` also learns from each site what it repeats on every page, and is what a build
calls. Importing this loads neither a model nor a parser.
"""

from qa.articles.notes import Note, ParsedArticle
from qa.articles.read_flow import read_articles, read_corpus

__all__ = ["Note", "ParsedArticle", "read_articles", "read_corpus"]
