"""From chunks to vectors and terms, from a question to hits. Knows nothing of answers."""
