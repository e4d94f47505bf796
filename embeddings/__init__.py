"""TEXT <-> VECTORS. Knows nothing of articles or HTTP."""
