"""From a file to documents, sections and chunks. Knows nothing of vectors."""
