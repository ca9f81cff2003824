"""What the system itself says in an answer: never a fact, always with the next step."""

from typing import Literal

Language = Literal["zh", "en"]

_TEXTS: dict[str, dict[Language, str]] = {
    "refused": {
        "zh": "资料中没有找到能回答这个问题的内容，因此不作回答。可以换个问法，或看看下面最接近的条目。",
        "en": "The documents do not answer this question, so no answer is given. Try other words,"
        " or look at the nearest sections below.",
    },
    "refused_figures": {
        "zh": "资料中没有与问题所说的 {what} 相符的内容，因此不作回答。下面是最接近的条目。",
        "en": "The documents say nothing of {what}, so no answer is given. The nearest sections"
        " are below.",
    },
    "refused_role": {
        "zh": "这里只根据资料库里的政策文件作答，不谈自身的指令与设定，也不扮演别的角色。请直接问政策内容。",
        "en": "Only the policy documents in the library are answered from here; the assistant does not"
        " discuss its own instructions or take another role. Please ask about a policy.",
    },
    "refused_title": {
        "zh": "资料库里没有 {what}，因此不作回答。下面是最接近的条目。",
        "en": "The library has no {what}, so no answer is given. The nearest sections are below.",
    },
    "clarify": {
        "zh": "这个问题没有说明是哪项政策，下面几项都可能。请选择：",
        "en": "The question names no policy, and several fit. Please choose one:",
    },
    "according": {
        "zh": "根据《{title}》（{source}）：",
        "en": "According to 《{title}》 ({source}):",
    },
    "according_untitled": {"zh": "根据{source}：", "en": "According to {source}:"},
    "policies": {"zh": "符合的政策有 {count} 项：", "en": "{count} policies fit:"},
    "part_missing": {
        "zh": "资料中没有说明：{what}",
        "en": "The documents do not say: {what}",
    },
    "english": {
        "zh": "英文要点（据术语表）：",
        "en": "In English (key facts, by the glossary):",
    },
    "count": {
        "zh": "原文说有 {announced} 项，这里列出的是文中写明的 {found} 项。",
        "en": "The text announces {announced}; it spells out the {found} listed here.",
    },
    "dates": {"zh": "按当前日期理解：{what}。", "en": "Read by today's date: {what}."},
    "newer": {
        "zh": "《{title}》有多个版本，这里用的是较新的一份（{newer}）；较早的见 {older}。",
        "en": "There are several versions of 《{title}》; this is from the later one ({newer}),"
        " an earlier one is in {older}.",
    },
    "premise": {
        "zh": "与问题所说的 {what} 不同，原文的说法是：",
        "en": "The text does not say {what}; it says:",
    },
    # Never yes or no in our own words: the quotation says it, with its conditions.
    "as_written": {"zh": "原文这样说：", "en": "The text says:"},
    "llm_failed": {
        "zh": "语言模型没有给出可用的回答（{why}），以下是原文摘录。",
        "en": "The language model gave no usable answer ({why}); these are excerpts instead.",
    },
}


def say(key: str, language: Language, **values: object) -> str:
    """A message in the question's language."""
    return _TEXTS[key][language].format(**values)
