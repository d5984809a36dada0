"""Who signs in, and where they may work: users, workspaces, roles, sessions and the codes that prove a mailbox."""
