"""Title, publisher, author and date of a page."""
