"""From JSONL pairs to the bundled encoder: tokenizer, training, export. Needs the train extra."""
