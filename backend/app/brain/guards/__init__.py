"""What an answer says is checked before it is sent (promise H4). Pure: the model's words, and what they may rest on."""
