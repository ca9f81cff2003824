"""What a question asks, in a standard wording, so that a section's own question is known again."""

import re

from index.names import Named, without_names

# Words that shade a question without making it another one.
_SHADES = re.compile(
    r"总体|主要|具体|突出|重大|重点|有关|相关|一些|基本|核心|最|请问|一下|该|本次|此次|这一|这个|关于|方面"
)
# 为什么出台 asks for the 出台背景, 怎么落实 for the 落实安排: each pair is one question.
_SAME = (
    (re.compile(r"为(?:什么|何|啥)要?(?:出台|制定|印发|推出|起草|发布|编制|搞|发展)?"), "出台背景"),
    (re.compile(r"出台的?(?:背景|原因|缘由|考虑)|(?:背景|原因|缘由)"), "出台背景"),
    (re.compile(r"(?:如何|怎么|怎样)(?:抓好|做好)?(?:贯彻|落实|实施|推进)+(?:落实)?"), "贯彻落实"),
    (
        re.compile(
            r"(?:都|又|还)?(?:有|是|包括|包含)(?:哪些|什么|啥)|(?:是|有)?(?:什么|啥|哪些)|如何|怎样|怎么"
        ),
        "",
    ),
)


def asked(question: str, named: Named) -> str:
    """The question without names of policies and shades, like questions worded alike."""
    text = _SHADES.sub("", without_names(question, named))
    for pattern, standard in _SAME:
        text = pattern.sub(standard, text)
    text = re.sub(r"(出台背景)+", "出台背景", text)
    return re.sub(r"[\s？?，,。的]+", "", text) or question
