"""A question to cited sentences, or to a refusal."""
