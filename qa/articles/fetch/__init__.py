"""Articles from the web: what is fetched, with leave, and never from inside."""
