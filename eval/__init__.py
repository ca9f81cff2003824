"""From cases to answers, metrics and a report. Asks rag and judges it."""
