"""From records to HTML. Everything that came from outside is escaped here, and only here."""
