"""Web pages and whole sites as sources: every page that is read becomes a document of the agent.

Words: a visit is one reading of a site, from its first page to its last; a page of a site that changed is a new
document, which takes the place of the old one when it is ready.
"""
