"""What kind of answer a question wants, by its question words."""

import re
from typing import Literal

from rag.numerals import number

Intent = Literal[
    "figure", "list", "who", "when", "whether", "how", "why", "compare", "which_policies", "other"
]

_PATTERNS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (
        "which_policies",
        re.compile(
            r"(?:哪些|哪几[个项份部]|哪[个项份部]|什么)(?:新)?(?:政策|文件|办法|意见|方案|规定|法规)(?!措施|举措|工具|要点|支持|目标|内容|机制)"
            r"|(?:讲了|收录了?)(?:哪些|什么)(?:政策|文件|内容)?[？?]?$|(?:包括了?|有)(?:哪些|什么)(?:政策|文件)[？?]?$|(?:which|what) (?:policies|documents|regulations)"
            r"|多少(?:个|项|份|部)(?:政策|文件)|几(?:个|项|份|部)(?:政策|文件)"
        ),
    ),
    (
        "list",
        re.compile(
            r"哪\s*(?:[一二两三四五六七八九十]{1,2}|\d{1,2})\s*(?:大|个|项|条|方面|类|种|点|步)"
            r"|(?:[两二三四五六七八九十]|\d{1,2})\s*(?:大|个|项|条|方面|类|种|点)[^，。？]{0,14}(?:是什么|是啥|有什么|分别|都有|包括|是哪|有哪)"
            r"|(?:three|four|five|six|seven|eight|\b\d) (?:main |key )?(?:measures|tasks|features|aspects|goals|principles|systems)"
        ),
    ),
    (
        "compare",
        re.compile(
            r"分别|比较|对比|区别|有何不同|有什么不同|哪个更|各自|compare|differ|versus|\bvs\b|respectively"
        ),
    ),
    (
        "figure",
        re.compile(
            r"多少|几(?:个|项|年|倍|成|亿|万|条|类|种|大|方面|度)|比例|百分之几|多大|多高|多长|增速|规模(?:是|有|达)|数量|金额|幅度|指标是"
            r"|how (?:much|many|large|big|long|high|fast)|what (?:percentage|proportion|share|rate|figure|capacity|amount|level)"
            r"|capacity target|growth (?:rate|target)|投多少|装机目标"
        ),
    ),
    (
        "when",
        re.compile(
            r"[什啥]么?时候|何时|哪(?:一)?[年天日月]|时间(?:节点|是|表)|日期|几月|几号|几时|起施行|when\b|what (?:date|year|day)|since when"
        ),
    ),
    (
        "who",
        re.compile(
            r"谁|哪(?:个|些|几个)(?:部门|单位|机构|机关|部委|主体|省|地方|人|企业)|由(?:什么|哪)|什么(?:部门|机构|单位)|牵头|发布(?:单位|机构)|主管部门是"
            r"|who\b|which (?:agency|agencies|ministry|ministries|body|bodies|department|departments|authority|authorities)|whose|whom"
        ),
    ),
    (
        "whether",
        re.compile(
            r"(?:吗|(?<![什怎多这那要])么)[？?]?$|是不是|是否|能不能|能否|可不可以|可否|可以.{0,12}吗|(?:对|是)吧[？?]?$|有没有|会不会|要不要|算不算|对不对"
            r"|^(?:is|are|was|were|do|does|did|can|could|may|must|will|would|should|has|have)\b"
        ),
    ),
    (
        "list",
        re.compile(
            r"哪些|哪几|(?:主要|具体|重点)?(?:内容|措施|举措|任务|要求|制度|特点|安排|思路|意义|目标|情形|条件|方面)(?:是什么|有什么|包括什么|包含什么)"
            r"|怎么安排|列出|列举|罗列|有什么(?:措施|举措|办法|要求|特点|意义|安排|内容|任务)|what (?:are|measures|steps|tasks|kinds|types)|list\b|main (?:points|contents?)"
        ),
    ),
    (
        "why",
        re.compile(r"为什么|为何|为啥|原因|背景|缘由|干嘛要|why\b|reason|rationale|background"),
    ),
    ("how", re.compile(r"怎么|怎样|如何|咋|程序|流程|步骤|how\b|procedure|process")),
)


def intent_of(question: str) -> Intent:
    """The intent of a normalised question: the first kind whose words stand in it."""
    text = question.strip().lower()
    for intent, pattern in _PATTERNS:
        if pattern.search(text):
            return intent
    return "other"


_COUNTED = re.compile(r"(?P<n>[两二三四五六七八九十]|\d{1,2})\s*(?:大|个|项|条|方面|类|种|点|步)")


def asked_count(question: str) -> int | None:
    """How many items a question expects: four for 四个突出特点; None where it says none."""
    match = _COUNTED.search(question)
    return int(number(match.group("n"))) if match else None
