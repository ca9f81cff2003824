"""What a question turns on beside its subject: now or to come, its end, the most, the least.

Two sentences of one section often tell the same kind of fact of the same thing; one word of the
question (现在, 到期, 最多) says which of them is meant.
"""

import re

from index.normalise import normalise

_TURNS = (
    (  # as things stand
        r"现在|目前|当前|眼下|如今|至今|已经|现有|currently|\bnow\b|so far|to date|at present|today",
        r"截至|目前|当前|现有|至今|迄今|已(?!经?(?:印发|发布|出台|公布))|去年|现状|仍",
    ),
    (  # when something ends
        r"到期|截止|结束|失效|作废|过期|有效期|(?:执行|持续|用|延续|实施)到(?:什么时候|哪|何时|几)|expire|deadline|\bend(?:s|ing)?\b|valid until|until when|how long[^?]*(?:last|valid|in force)",
        r"截止|有效期|届满|为止|废止|(?:执行|实施|延续|持续|延长)?[至到](?:\d{4}年|\d{1,2}月)[^，。]{0,8}(?:$|[。；，]|止|底)",
    ),
    (  # the most
        r"最高|最多|上限|封顶|顶多|不超过多少|至多|\bmaximum\b|at most|upper limit|\bcap\b|up to how",
        r"最高|最多|上限|封顶|不超过|不高于|不得超过|至多|以内|以下",
    ),
    (  # the least
        r"最低|最少|至少|起码|下限|不低于多少|\bminimum\b|at least|lower limit",
        r"最低|最少|至少|下限|不低于|不少于|不得低于|不得少于|以上",
    ),
    (  # what stands in the way
        r"问题|难点|难题|困难|瓶颈|堵点|痛点|短板|卡在|卡脖子|障碍|挑战|毛病|不足之处|problem|difficult|bottleneck|obstacle|challenge|shortcoming|weakness",
        r"问题|难[点题以]|困难|瓶颈|堵点|短板|障碍|不畅|不足|滞后|薄弱|矛盾|挑战|不够|缺乏|不高|偏[低高]|仍(?:然|存)",
    ),
    (  # what is excepted
        r"例外|除外|特殊情况|破例|豁免|exception|exempt|unless",
        r"例外|除外|除[^，。]{1,24}外|特殊|确需|确有|豁免|免于|不受|但(?!是?同时)|不适用",
    ),
)
_PATTERNS = [(re.compile(a, re.IGNORECASE), re.compile(t)) for a, t in _TURNS]


def turned(question: str, sentence: str) -> float:
    """The share of what a question turns on that a sentence has, 0..1; 0 where it turns on nothing."""
    asked = [tells for asks, tells in _PATTERNS if asks.search(normalise(question))]
    if not asked:
        return 0.0
    plain = normalise(sentence)
    return sum(bool(tells.search(plain)) for tells in asked) / len(asked)
