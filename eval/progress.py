"""How far a long command has come, on stderr, where somebody looks at it."""

import sys


class Progress:
    """Counts up to `total`; silent where stderr is no terminal."""

    def __init__(self, total: int, done: int = 0) -> None:
        self.total, self.done = total, done

    def step(self) -> None:
        """One more is done."""
        self.done += 1
        if sys.stderr.isatty():
            end = "\n" if self.done == self.total else ""
            print(f"\r{self.done}/{self.total}", end=end, file=sys.stderr, flush=True)
