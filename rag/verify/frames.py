"""The words with which an answer opens or joins its sentences and says nothing of the matter.

也就是说，…; 您好，根据该办法，…; 需要注意的是，…. A frame is a whole part of a sentence, up to its comma.
"""

import re

_REFERENCE = (
    r"(?:根据|按照?|依据|依照|从|在|据)?(?:引用的?|上述|以上|这份|这项|这个|该项?|本|此|所给|现有|有关|相关)*"
    r"(?:《[^《》]*》|文件|办法|规定|政策|方案|细则|意见|资料|材料|原文|通知|条例|解读|文中|答复|要求|介绍)"
    r"(?:的(?:规定|要求|说法|解读|介绍|内容|精神))?(?:来看|看|中|里|显示|规定|提出|明确|指出|介绍|要求)?"
)
_FRAME = re.compile(
    r"^(?:您好|你好|好的|没错|是的|对的?|也就是说|就是说|换句话说|换言之|这意味着|具体来?[说看]|具体而言|"
    r"(?:简单|简要|概括|总体|总的|整体|通俗|严格)(?:地|来)?[说讲看]?(?:来?[说讲看])?|简言之|简而言之|总之|总而言之|一句话|"
    r"(?:需要|值得|应当|要)?(?:特别|尤其)?(?:注意|说明|指出|强调|提醒|留意|一提)的是|需要?注意|请注意|注意|"
    rf"{_REFERENCE})(?:[，,：:!！]|(?<=是)(?=[\u4e00-\u9fff]))|^选择(?=[^，,]{{2,}}的[，,])"
)


def unframed(sentence: str) -> str:
    """A sentence without the frames it opens with; what is a frame as a whole comes back as it is."""
    bare = sentence
    while match := _FRAME.match(bare):
        bare = bare[match.end() :].lstrip()
    return bare or sentence
