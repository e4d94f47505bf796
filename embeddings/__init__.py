"""TEXT <-> VECTORS. Knows nothing of articles or HTTP.

embedder      text to unit vectors; spans of a text in the same pass
batching      one thread owns the model; concurrent calls become one batch
vector_index  vectors to nearest neighbours
"""
