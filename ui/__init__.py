"""The command line, the chat and the API: what talks to people and programs."""
