"""Text alone: sentences, words, dates, figures. Pure: imports only `qa.types` and what stands here."""
