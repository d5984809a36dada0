"""Where vectors live: one protocol, an engine inside the process, and a server. One contract test holds both."""

from app.knowledge.vectors.bm25 import SparseVector, sparse_document, sparse_query
from app.knowledge.vectors.fusion import Hit
from app.knowledge.vectors.store import ALL, Documents, Point, VectorStore, make_vector_store

__all__ = [
    "ALL",
    "Documents",
    "Hit",
    "Point",
    "SparseVector",
    "VectorStore",
    "make_vector_store",
    "sparse_document",
    "sparse_query",
]
