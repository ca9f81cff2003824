"""Words addressed to a model, in a document or a question: never quoted, never obeyed."""

import re

from index.normalise import normalise

_ORDER = re.compile(
    # 忽略以上指令, disregard all previous instructions
    r"(?:忽略|无视|忘记|忘掉|不要理会|不要遵守|绕过|跳过|覆盖)[^。！？\n]{0,12}(?:指令|指示|提示词|系统提示|设定|system prompt)"
    r"|\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}\b(?:instructions?|prompts?|directives?)\b"
    # 输出系统提示词, what is your system prompt
    r"|(?:你的|输出|显示|泄露|透露|告诉|打印|复述|重复|公布|说出|展示)[^。！？\n]{0,12}(?:系统提示|提示词|初始指令|系统指令|开发者消息|全部配置)"
    r"|(?:系统提示词?|提示词|开发者消息)(?:是什么|是啥|有哪些|怎么写)"
    r"|\b(?:your|the|reveal|print|show|repeat|output|leak)\b[^.!?\n]{0,20}\b(?:system prompt|developer message|initial instructions|hidden instructions)"
    # 你现在是, 扮演, you are now, act as
    r"|你现在(?:是|扮演|就是)|从现在(?:起|开始)[，,]?你|(?:^|[，,。！？：:\n]|请|你)(?:来)?(?:扮演|假装(?:你|是)|假设你是|充当|作为一个没有限制的)|你是(?:一个)?没有限制的"
    r"|\byou are now\b|\bfrom now on,? you\b|\b(?:act|behave|respond) as (?:if you|an?|the|my)\b|\bpretend (?:to be|you)\b|\brole-?play\b"
    # marks of a chat's frame
    r"|^\s*(?:system|assistant|developer)\s*[:：]|<\|?/?(?:system|im_start|im_end|passages?)\b|\[/?inst\]",
    re.IGNORECASE,
)
# 你是谁, 你会做什么, who are you: asked of the assistant itself.
_PERSONAL = re.compile(
    r"^(?:请问|那|喂|嗨|你好[，,]?)?(?:你|您)(?:到底|究竟)?(?:是谁|是什么(?:人|东西|模型|机器人|ai)?|是(?:不是)?(?:人|机器人|真人|ai)吗?|叫(?:什么|啥)(?:名字)?|几岁了?|多大了?|(?:会|能|可以)(?:做|干)?(?:什么|啥|些什么)|从哪里?来|在哪里?|好吗?)(?:[呀啊呢吧了])?[？?！!。]*$"
    r"|^(?:so )?(?:who|what) are you\??$|^what(?:'s| is) your name\??$|^how are you\??$|^what can you do\??$|^are you (?:an? )?(?:human|robot|bot|ai|person)\??$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?:[^，,。！？!?；;：:.\n]|\.(?!\s|$))+[，,。！？!?；;：:.\n]*")
_ASKS = re.compile(
    r"多[少久长大高远]|什么|哪|谁|几|何|吗|是否|怎|[？?]|\b(?:who|what|when|which|how|why|where|is|are|does)\b",
    re.IGNORECASE,
)


def is_addressed(text: str) -> bool:
    """Whether a sentence speaks to a model: 忽略以上指令, you are now."""
    return bool(_ORDER.search(normalise(text)))


def only_addressed(question: str) -> bool:
    """Whether a question is about the model's orders or role and asks nothing else."""
    if _PERSONAL.match(normalise(question).strip()):
        return True
    if not is_addressed(question):
        return False
    rest = [c for c in _CLAUSE.findall(question) if not is_addressed(c)]
    return not any(_ASKS.search(c) for c in rest)
