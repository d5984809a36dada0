"""The schema's history. Run by the process itself at start, under an advisory lock."""
