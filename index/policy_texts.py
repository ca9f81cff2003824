"""Which policies write a word: what the gate and the clarifying question ask of whole policies."""

from collections.abc import Iterable, Sequence

from index.normalise import normalise
from index.places import Place


class PolicyTexts:
    """Every policy's title and text, normalised."""

    def __init__(self, places: Iterable[Place]) -> None:
        parts: dict[str, list[str]] = {}
        for place in places:
            if place.policy is not None:
                text = f"{place.policy.title} {place.chunk.text}"
                parts.setdefault(place.policy.id, []).append(text)
        self._texts = {policy: normalise("\n".join(texts)) for policy, texts in parts.items()}

    def telling(self, terms: Sequence[str]) -> bool:
        """Whether the terms point to one policy: they stand in it alone, or mostly."""
        if not terms:
            return False
        counts = [max(text.count(t) for t in terms) for text in self._texts.values()]
        total = sum(counts)
        return bool(total) and (
            sum(c > 0 for c in counts) == 1 or (max(counts) >= 3 and max(counts) / total >= 0.6)
        )

    def policies_with(self, terms: Sequence[str]) -> int:
        """In how many policies' texts one of the terms stands."""
        return sum(any(t in text for t in terms) for text in self._texts.values())

    def speaks_of(self, policy: str, terms: Sequence[str]) -> bool:
        """Whether one of the terms stands in a policy's text."""
        return any(term in self._texts.get(policy, "") for term in terms)
