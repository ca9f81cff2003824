"""Titles and section questions of policies in English, where the glossary covers them whole."""

import re

from corpus.aliases import core_of
from corpus.records import Policy
from index.normalise import to_simplified
from rag.glossary import Glossary

_QUOTES = re.compile(r"[“”\"'‘’]")
_YEARS = re.compile(r"\s*[（(](\d{4})(?:[-—–~至]+(\d{4}))?年?[）)]")


def english_title(title: str, glossary: Glossary) -> str | None:
    """A policy's title in English: as the glossary gives it, or composed if it covers it whole."""
    plain = to_simplified(title).strip("《》 ")
    years = _YEARS.search(plain)
    bare = _YEARS.sub("", plain)
    suffix = f" ({'–'.join(y for y in years.groups() if y)})" if years else ""
    known = glossary.titles.get(_QUOTES.sub("", bare)) or glossary.titles.get(bare)
    if known:
        return known + suffix
    kind = next((k for k in sorted(glossary.kinds, key=len, reverse=True) if bare.endswith(k)), "")
    core = glossary.compose(_QUOTES.sub("", core_of(bare)))
    if not kind or core is None:
        return None
    return f"{glossary.kinds[kind]} on {core}{suffix}"


def english_question(question: str, policy: Policy | None, glossary: Glossary) -> str | None:
    """What a section's Chinese question is about, in English, if the glossary covers it."""
    bare = re.sub(r"《[^》]*》", "", to_simplified(question))
    if policy is not None:
        bare = bare.replace(policy.title, "")
    bare = re.sub(r"[？?。，,“”]|(?:具体|主要)?(?:是什么|有哪些|有什么|是如何|如何|哪些)", "", bare)
    english = glossary.compose(bare.strip("的 "))
    return capitalised(english) if english else None


def capitalised(text: str) -> str:
    """The text with its first letter large, the rest as it is."""
    return text[:1].upper() + text[1:]
