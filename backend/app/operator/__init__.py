"""What the operator of the installation sees: what could not be routed or read, and having it read again."""
