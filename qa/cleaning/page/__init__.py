"""The article of a web page: its blocks, and which of them are the article."""
