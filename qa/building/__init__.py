"""The stages of a build.

spool        articles as they were read, on disk
cutting      article -> passages, sentences and their terms, in processes of their own
columns      all that was cut, as growing arrays
previous     what the live build already knows: cuts and vectors
checkpoint   vectors of a build that was stopped, in chunks that survive a kill
embedding    passages -> vectors, of what neither of them knows
remote       reading and embedding on a Ray cluster
inputs       what the model reads of a passage
probes       do text, vectors and model still belong together
report       who watches; what became of every input
"""
