"""Which words are those of official texts: such a text would use them if it spoke of the thing."""

from functools import lru_cache

from index.crosslingual import policy_terms
from index.search import SearchIndex
from index.synonyms import load as load_synonyms
from index.words import DOMAIN_WORDS


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    """The words that the shipped tables give as the official ones."""
    synonyms = load_synonyms()
    official = {term for terms in policy_terms().values() for term in terms}
    official |= set(DOMAIN_WORDS.read_text(encoding="utf-8").split())
    official |= {term for terms in synonyms.values() for term in terms if term not in synonyms}
    return frozenset(official)


def is_official(word: str, index: SearchIndex) -> bool:
    """Whether the tables list the word as official, or some policy of the corpus uses it."""
    return word in _listed() or index.policy_texts.policies_with((word,)) > 0
