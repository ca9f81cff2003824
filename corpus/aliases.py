"""《意见》 and the like with the full title of their policy: in what is indexed and in titles."""

import re

from corpus.records import Policy

_ABOUT = re.compile(r"^(?:.{2,30}?)?关于(?=.{4,})")
_KIND = re.compile(
    r"(?:的)?(?:若干|实施|指导|工作|行动|管理|试行|暂行)*(?:意见|方案|办法|通知|规定|条例|规划|细则|措施|计划|纲要|指南)$"
)
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")


def expand_aliases(text: str, policy: Policy | None) -> str:
    """A copy of `text` in which 《alias》 is 《full title》; for indexing and titles, never quotes."""
    if policy is None or not policy.alias or policy.alias == policy.title:
        return text
    return text.replace(f"《{policy.alias}》", f"《{policy.title}》")


def core_of(title: str) -> str:
    """What a title is about: without 关于, brackets, and the kind of document."""
    bare = _BRACKETS.sub("", title)
    bare = _ABOUT.sub("", bare)
    core = _KIND.sub("", bare).rstrip("的")
    return core or bare
