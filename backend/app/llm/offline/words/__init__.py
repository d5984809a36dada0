"""What the responder knows of each language. Data only; every word is compared folded (see `text.fold`)."""
