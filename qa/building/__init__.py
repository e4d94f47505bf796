"""The build flow and its stages.

build_flow    the flow: articles -> a published build
duplicates    copies of one story
spool         articles as they were read, on disk
cutting       article -> passages, sentences and their terms, in processes of their own
columns       all that was cut, as growing arrays
previous      what the live build already knows: cuts and vectors
checkpoint    vectors of a build that was stopped, in chunks that survive a kill
embedding     passages -> vectors, of what neither of them knows
suggestions   questions to begin with
remote        reading and embedding on a Ray cluster
report        who watches; what became of every input
report_page   the same as a page and as JSON
"""
