"""Questions that ask for an aspect (背景, 目标, 谁印发) of a policy and say nothing else."""

import re

from index.normalise import language, normalise

# What a policy is asked for: nouns that stand for a part of it.
ASPECT = (
    "背景|原因|缘由|目的|意义|作用|目标|指标|任务|措施|举措|做法|内容|要点|重点|特点|亮点|要求|安排|部署|思路|原则"
    "|补贴|补助|奖补|奖励|罚款|处罚|罚则|费用|金额|额度|比例|上限|下限|最高|最低|制度|条件|程序|流程|范围|对象|期限|时间|日期|部门|单位|机构|主体|职责|分工|标准|情形|规则|变化|影响|资金|保障"
)
_GENERIC = re.compile(
    r"请问|麻烦|请|告诉我?|介绍|说明|讲讲|说说|一下|简单|详细|想|知道|了解|看看|解释|概括|总结|你好|您好|谢谢"
    r"|这[个份项部些里]?|那[个份项部些]?|该|此|上述|它们?|其|本|各项?|有关|相关|一[个份项部]|到底|究竟|大概|一共|总共"
    r"|政策|文件|办法|方案|意见|通知|计划|规划|规定|条例|出台|印发|发布|公布|颁布|制定|起草|转发|下发|发文|施行|生效|执行|实行"
    r"|总体|主要|具体|核心|关键|突出|重大|总的?|整体|基本|哪[里儿]来?|哪[些个几天年月份项]?|什么|多少|几|怎么样?|怎样|如何|为什么|为何|为啥|谁"
    r"|何时|时候|多长|多久|开始|[天钱罚拿领]|违反|是不是|是否|有没有|能|可以|会|要|应该|应当|下一步|接下来|今后|目前|现在|当前|最近|新"
    r"|落实|贯彻|实施|推进|推动|抓好|开展|涉及|提出|部署|明确|包括|包含|支持|考虑|工作|事情?|方面|地方|东西|问题|情况"
    rf"|{ASPECT}"
    r"|[的了是有在和与及或以由被给对就都也还做搞发出定说讲让把到从为呢吗么吧啊呀嘛]"
)
_GENERIC_ENGLISH = frozenset(
    "what which who whom when where why how is are was were be been does do did has have can will would should"
    " the a an of for in on to and or by with about from at its it their they this that these those there any all"
    " main major key overall general specific principal most important please tell me us give explain describe summarise"
    " summarize list policy policies document documents plan plans measure measures opinion opinions notice rule rules"
    " background reason reasons purpose goal goals target targets objective objectives aim aims significance task tasks"
    " content contents point points feature features requirement requirements arrangement arrangements step steps"
    " safeguard safeguards principle principles scope condition conditions procedure procedures date time deadline agency"
    " agencies ministry ministries department departments body bodies authority issued issue issues published publish"
    " released release introduced introduce made make take effect come force implemented implement implementation say"
    " says said require requires required involve involved responsible next new behind".split()
)


_POLITE = re.compile(
    r"谢谢|多谢|你好|您好|好的|明白了?|知道了|再见|thanks?|thank you|hello|ok(?:ay)?\b|[\W_]"
)
_VERBAL = re.compile(
    r"$|在|由|从|对|把|被|有|没有|是|如何|怎|为|提出|规定|要求(?!是)|何|什么|谁|哪|能|可以|会|要|应|带动|达到"
    r"|(?:出台|印发|发布|施行|适用|支持)(?!的?(?:背景|时间|日期|部门|单位|范围|政策|措施|对象|原因))"
    r"|包括|涉及|实施(?!方案)|鼓励|允许|禁止|现在|目前|到|多少|几|与|和|每|不|至少|最"
)


def asked_of(title: str, content: str) -> str:
    """《title》的目标, 《title》由谁印发: a policy and what is asked of it."""
    return f"《{title}》{'' if _VERBAL.match(content) else '的'}{content}"


def is_polite(question: str) -> bool:
    """Whether nothing is asked at all: 谢谢！"""
    return not _POLITE.sub("", normalise(question))


def own_words(question: str) -> list[str]:
    """What a Chinese question says beside words that any question may have: 吃 in 我该吃什么."""
    bare = _GENERIC.sub(" ", re.sub(r"[我你您他她咱]们?|人家|自己", " ", normalise(question)))
    return re.findall(r"[\u4e00-\u9fffa-z0-9]+", bare)


def is_generic(question: str) -> bool:
    """Whether a question names nothing of its own: 出台背景是什么？ What are the main goals?"""
    text = normalise(question)
    if language(question) == "en":
        return all(w in _GENERIC_ENGLISH for w in re.findall(r"[a-z]+", text)) and not re.search(
            r"\d|[\u4e00-\u9fff]", text
        )
    return not re.search(r"[\u4e00-\u9fffa-z0-9]", _GENERIC.sub("", text))
