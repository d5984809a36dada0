"""What the business knows: documents become chunks, chunks become vectors, and an agent searches those it was given.

Words: a document is what the owner hands in; a block is a paragraph or heading of it; a chunk is a searchable
piece. Importing this package is cheap: the PDF engine, the embedding model and the vector engines load when
they are first needed.
"""
