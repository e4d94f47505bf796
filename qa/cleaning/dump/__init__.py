"""The article of a web page that was saved as plain text."""
