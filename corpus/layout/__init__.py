"""How a text is cut: lines, markers, header, policies, questions, articles, paragraphs."""
