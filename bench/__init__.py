"""The measures of docs/measures.md. `python -m bench` runs them against the real platform over loopback."""
