"""The chat in a browser: Gradio for the conversation, a source panel beside it."""
