"""Runs turns: reads what is unanswered, thinks with a model and tools, and hands the answer back to the inbox."""
