"""Kinds of fact: which ones a question wants, and which ones a sentence tells."""

import re

KINDS = ("figure", "date", "body", "reason", "step", "penalty", "support", "rule")

_WANTED = {
    "figure": r"多少|多大|多高|多长|多远|多快|几[个项年月天倍成条类种户家人岁]|比例|百分|规模|额度|标准|上限|下限|最高|最低|封顶"
    r"|how (?:much|many|large|big|long|high|far|fast)|percent|share|rate|amount|number of|size|ceiling|cap\b|limit|target",
    "date": r"什么时候|何时|啥时候|哪[年天月]|多久|几[年月天]|时间|期限|时限|日期|截止|施行|when\b|date|deadline|how (?:long|soon)|by what",
    "body": r"谁|哪[个些家]?(?:部门|单位|机构|机关|部委)|什么(?:部门|单位|机构)|牵头|主管|负责|找哪|who\b|whom|whose|which (?:agenc|bod|ministr|department|authorit|organi)|responsible|in charge",
    "reason": r"为什么|为何|为啥|凭什么|原因|背景|缘由|意义|动因|考虑|why\b|reason|rationale|background|purpose|motivat|behind",
    "step": r"怎么|怎样|如何|咋|程序|流程|步骤|手续|办理|申请|how (?:do|does|can|will|should|is|are|to)\b|procedure|process|apply",
    "penalty": r"罚|处分|后果|追究|怎么处理|会怎[么样]|违规|违反|penalt|fine[ds]?\b|punish|sanction|violat|breach|consequence",
    "support": r"补[贴助]|资助|奖|扶持|给钱|掏钱|出钱|优惠|支持|资金|贷款|subsid|grant|fund|support|incentive|loan|reward|financ",
    "rule": r"吗[？?]?$|能不能|能否|可不可以|可以|是否|允许|必须|要不要|条件|资格|门槛|^(?:is|are|can|could|may|must|do|does|will|should)\b|allow|permit|require|eligib|qualif|condition",
}
_TOLD = {
    "figure": r"\d|百分之|[一二三四五六七八九十百千万两]+(?:年|个|倍|成|项|元|亩|天|日|户|人)",
    "date": r"\d{4}年|\d{1,2}月|\d{1,2}[日天]|年底|年内|工作日|近日|日前|之日起|个月|“十[一二三四五六]五”",
    "body": r"部|委|局|院|厅|署|政府|机构|单位|负责|牵头|会同|银行|企业|协会",
    "reason": r"背景|原因|为了|由于|因此|有利于|意义|必要|迫切|问题|不足|矛盾|短板|挑战|贯彻",
    "step": r"申请|提交|办理|审核|受理|程序|流程|材料|登记|备案|报送|一是|首先|建立|通过",
    "penalty": r"罚款|处以|处罚|责令|通报|追究|吊销|警告|取消|没收|扣|停业|信用",
    "support": r"补[贴助]|资金|奖励|贷款|专项|财政|贴息|减免|优惠|支持|债券",
    "rule": r"应当|不得|可以|禁止|必须|须|允许|鼓励|符合|严禁|原则上|除外|方可",
}
_WANTED_PATTERNS = [re.compile(_WANTED[kind]) for kind in KINDS]
_TOLD_PATTERNS = [re.compile(_TOLD[kind]) for kind in KINDS]


def wanted(question: str) -> list[bool]:
    """For each of `KINDS` whether a normalised question wants it."""
    return [bool(p.search(question)) for p in _WANTED_PATTERNS]


def told(sentence: str) -> int:
    """The `KINDS` that a sentence tells, as bits, the first being bit 0."""
    return sum(1 << i for i, p in enumerate(_TOLD_PATTERNS) if p.search(sentence))
