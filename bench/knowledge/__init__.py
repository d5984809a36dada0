"""`make bench-knowledge`: retrieval and abstention on folders of public question sets."""
