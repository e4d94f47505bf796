"""Values in, values out: what is the article in a page or dump, and who wrote it when."""
