"""Questions that agents could not answer, grouped by likeness, for the owner to answer once.

An asking is one message of one customer; a question is a group of askings that are alike. The words stay where they
were written: what a customer takes back, or what is erased, is gone from here too.
"""
