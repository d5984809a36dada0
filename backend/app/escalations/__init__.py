"""A request for a person, with its reason. While one is open, people handle the conversation, not the agent."""
