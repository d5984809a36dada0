"""Instagram direct messages through Instagram Login (graph.instagram.com)."""
