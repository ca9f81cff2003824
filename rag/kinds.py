"""Kinds of fact: what a question asks for, and what a text must hold to tell it.

A sentence may speak of all that a question speaks of and still not answer it, because the kind
of thing asked for, an amount, a day, a penalty, does not stand in it. Kinds hold for any policy:
they are told by question words and by units and turns of official language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.normalise import normalise

_N = r"(?:\d+(?:[.,]\d+)*|[一二两三四五六七八九十百千半]+)"
_MANY = r"(?:多|余|几)?[十百千万亿]*(?:多|余)?"
_TIME = r"(?:工作日|日|天|年|周年?|个月|月|小时|分钟|星期|季度|学年|学时)"
# Counted things: words for one of them; 个 goes with anything.
_COUNTERS = "个家座条项名人位台套所处户批类种部份次门辆艘张间支件只棵头组片场"
_PEOPLE = "人名位个"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact: `asks` is looked for in a question, `tells` in a text.

    `exact` kinds are told by figures and dates, which stand in a text or do not; the others by words.
    `thing` marks what policies seldom have at all: a phone number, papers to bring, a firm, a place.
    """

    name: str
    asks: re.Pattern[str]
    tells: re.Pattern[str]
    exact: bool
    thing: bool


_THINGS = ("contact", "papers", "company", "place")


def _kind(name: str, asks: str, tells: str, exact: bool = True) -> Kind:
    flags = re.IGNORECASE
    thing = name in _THINGS
    return Kind(name, re.compile(asks, flags), re.compile(tells, flags), exact, thing)


# 几种行为分别怎么处罚 asks how, not how many.
_NO_OTHER = r"(?![^，？?]*(?:怎|如何|分别|什么|哪))"
_MANY_WORDS = r"(?:多少|(?<!哪)几)"
_SUM = r"钱|元|费|补贴|补助|奖励|奖补|投资|金额|资金|罚款|价格|成本|工资|额度|租金|押金|房贷|报销|收益|营收|产值|票价"
_MONEY = rf"{_N}{_MANY}元|{_N}\s*[%％]|百分之|{_N}倍|{_N}成(?!立|为|果|本|员|熟|交)|分之|免费|免收|免交|免征|无偿|全额"
_BODY = r"部(?![分署位件])|委(?!托|派)|局(?![面限])|厅|署(?!名)|办公室|政府|部门|机构|单位|公司|集团|企业|银行|协会|中心|主体|小组|街道|村委|负责人|负责同志|国务院|人大"

KINDS: tuple[Kind, ...] = (
    _kind(
        "money",
        rf"{_MANY_WORDS}[十百千万亿]*(?:块|元|钱)|(?:{_SUM})[^，。,]{{0,8}}(?:{_MANY_WORDS}|标准是|上限|封顶)|{_MANY_WORDS}(?:{_SUM})|(?:{_SUM})(?:金额|标准|数额|额度|总额)[？?]?$"
        r"|(?:给|掏|拿|贷|罚|花|扣|收|交)(?:到|得|了|出)?多少|how much|\bcost\b|\bfees?\b.*(?:what|much)|what.*(?:fee|fine|subsid|price|amount|reward|grant|bonus)",
        _MONEY,
    ),
    _kind(
        "share",
        r"比例|占比|比重|百分|几成|几个点|增速|增长率|税率|利率|覆盖率|普及率|达标率|percent|proportion|share of|\brate\b",
        rf"{_N}\s*[%％]|百分|分之|{_N}成(?!立|为|果|本|员|熟)|{_N}倍|{_N}个?点",
    ),
    _kind(
        "date",
        r"什么时候|啥时候?|何时|哪[一几]?[年天日月]|几[月号]|几时|日期|到期|截止|最迟|^when\b|since when|\bwhen (?:do|does|did|will|can|is|are|must|should)\b|what (?:date|year|day)|take effect|deadline",
        rf"\d{{4}}年|\d{{1,2}}月(?:\d|底|前|中|份)|\d{{1,2}}日(?!内)|之日|前{_N}日|起施行|年底|每年|近日|日前|“十[一二三四五六]五”",
    ),
    _kind(
        "effect",
        r"(?:什么时候|何时|哪[一几]?[天日年月]|啥时候?|几[月号])[^，。？?]{0,6}(?:施行|实施|生效|执行)|(?:施行|实施|生效|执行)(?:日期|时间|是(?:什么时候|何时|哪))"
        r"|take effect|(?:come|enter)s? into (?:force|effect)|\beffective (?:date|from)|in force",
        r"起(?:施行|实施|执行|生效)|施行之日|(?:开始|正式)(?:施行|实施|执行)|生效",
    ),
    _kind(
        "duration",
        r"多久|多长时间|(?<!哪)几个?(?:天|年|月|日|工作日|周|小时|分钟|学时)|多少个?(?:天|年|月|日|工作日|周|小时|分钟|学时)|期限|有效期|时限"
        r"|how long|how many (?:\w+ )?(?:days|years|months|hours|weeks|minutes)|how (?:quickly|soon)|valid",
        rf"(?<!\d)(?:\d{{1,3}}|[一二两三四五六七八九十百半]+)个?(?:以上|以内)?{_TIME}|之日|即时|当[日天]|长期|\d{{1,2}}月",
    ),
    _kind("area", r"多少(?:万|亿)?(?:亩|公顷|平方)|几亩|亩数|多大面积|面积[^，。]{0,4}多|hectare|\bacres?\b|how (?:large|big) an? area", r"亩|公顷|平方"),
    _kind("power", r"多少(?:万|亿)?千瓦|装机[^，。]{0,8}(?:多|目标|规模)|发电量[^，。]{0,4}多|how much[^?]*capacity|capacity target|installed capacity", r"瓦|千瓦时|\bkw|度电"),
    _kind("degrees", r"坡度|多少度|几度|气温|温度|temperature|degrees", rf"{_N}\s*(?:度|摄氏度|℃|°)"),
    _kind("length", r"多远|距离|多少(?:公里|米|千米)|几(?:公里|米)|多[宽长](?!时间)|多高(?=[？?的]|$)|how (?:far|wide|high|tall)", rf"{_N}{_MANY}(?:米|公里|千米|厘米|里)"),
    _kind("weight", r"多少(?:万)?吨|几吨|吞吐量|产量是|tonn?es|\btons\b", rf"{_N}{_MANY}(?:吨|标箱|公斤|立方)"),
    _kind("age", r"几岁|多大(?:岁数|年纪|年龄)|年龄[^，。]{0,6}(?:多|几|限|要求)|\bage limit|how old", r"岁|周岁|年龄"),
    _kind(
        "contact",
        r"电话|联系方式|邮箱|网址|网站|传真|热线|二维码|phone|e-?mail|website|contact",
        r"\d{7,}|\d{3,4}-\d{4,}|\b1\d{4}\b|www\.|https?:|@|电话|邮箱|网址|网站|热线",
        exact=False,
    ),
    _kind(
        "figure",
        rf"多少|(?<!哪)几(?:个|项|条|种|类|家|名|次|倍|大|步){_NO_OTHER}|多[大高]|指标是|how (?:many|large|big|high|fast)|what (?:level|figure|number|value)|number of",
        rf"\d|{_N}[{_COUNTERS}倍成年日岁元度]",
    ),
    _kind("who", r"谁|哪(?:个|些|几个|家|一级)?(?:部门|单位|机构|机关|部委|主体|政府)|由(?:什么|哪)|什么(?:部门|机构|单位)|牵头|主管|\bwho(?:se|m)?\b|which (?:agenc|ministr|bod|department|authorit|office)", _BODY, exact=False),
    _kind(
        "company",
        r"哪家|哪(?:个|些|几家)(?:公司|企业|厂|银行|集团)|施工单位|供应商|中标|法定代表人|法人代表|which (?:company|firm|bank)",
        r"[\u4e00-\u9fff]{2,}(?:公司|集团|银行|大学|研究院)|承建|中标|法定代表人",
        exact=False,
    ),
    _kind(
        "place",
        r"哪(?:个|些|几个)?(?:省|市|县|区(?!别|分)|城市|国家|地方|地区|街道)|(?<![卡难题现差])在哪(?:里|儿)?(?![些个种几项方])|(?<!在)(?:哪里|哪儿)|\bwhere\b|which (?:cit|province|countr|district)",
        r"[\u4e00-\u9fff]{2}(?:省|市|县|区)(?![级场里域分内别间])|所在地|[东西南北](?:部|湾|片)|现场|窗口|平台|向[\u4e00-\u9fff]{2,12}(?:申请|提出|报)|境内|上图|网上",
        exact=False,
    ),
    _kind(
        "penalty",
        r"罚|处分|后果|追责|惩|(?:会|要|被|受)(?:怎样|怎么样|怎么处理|什么(?:处理|责任))|怎么处理|什么责任|penal|punish|\bfined?\b|sanction|what happens (?:if|to|when)|consequence",
        r"罚|责令|处分|警告|追究|吊销|撤销|取消|暂停|收回|追回|退回|通报|列入|限制|不予|不再|扣|约谈|补缴|追偿|承担责任|赔偿",
        exact=False,
    ),
    _kind(
        "papers",
        r"(?:哪些|什么|哪几[样种]|啥)[^，。]{0,6}(?:材料|证件|证明|资料|手续)|(?:材料|证件|资料)(?:有|是|包括|要)|what (?:documents|papers|materials|paperwork)",
        r"材料|证明|证件|证书|身份证|申请表|申请书|合同|许可证|户口|凭证|资料|协议",
        exact=False,
    ),
    _kind(
        "leave",
        r"能不能|能否|可不可以|可否|是否(?:可以|允许|必须|需要)|(?<!有)(?:能|可以|允许|行|合规|合法|准(?!备)|让|要|给|退)[^，。？]{0,14}(?<![多什怎那这])(?:吗|不|么)[？?]?$|^(?:can|may|must|should)\b|^(?:is|are|do|does)\b[^?]*(?:allow|permit|need|have to|require)",
        r"可以|不得|禁止|允许|应当|不予|不能|鼓励|必须|方可|才能|才可|无需|免|严禁|不再|确需|支持|不受|不纳入|暂停|可|须",
        exact=False,
    ),
    _kind(
        "support",
        r"补贴|补助|奖励|奖补|资助|报销|能拿|能领|subsid|grant|bonus|reward|reimburse",
        r"补贴|补助|奖|资助|补偿|抵免|给予|减免|免收|报销|返还|承担|发放|国债|专项资金",
        exact=False,
    ),
    _kind(
        "charge",
        r"收费|手续费|服务费|费用|价格|票价|水价|电价|租金|\bfees?\b|\bcharges?\b|\bprices?\b",
        r"费|价|租金|收取|缴|免|承担",
        exact=False,
    ),
    _kind("invest", r"投资|invest", r"投资|投入|资金", exact=False),
    _kind(
        "reason",
        r"为什么|为何|为啥|原因|缘由|背景|干嘛|\bwhy\b|reason|background",
        r"因|由于|为了?|旨在|问题|不足|存在|需要|亟|但是?|有必要|矛盾|突出|仍|只有|低于|明确(?:提出|要求)|有(?:利|助)于|重要",
        exact=False,
    ),
    _kind(
        "procedure",
        r"流程|步骤|程序|(?:怎么|怎样|如何)(?:申请|办理|认定|申报|报名|办(?=.))|procedure|process|how (?:do|does|can|to)[^?]*apply",
        r"申请|提交|受理|审核|审批|备案|初审|认定|登记|公示|报[经送请]|批准|评审|验收|程序",
        exact=False,
    ),
)  # fmt: skip

_COUNTED = re.compile(
    rf"(?:多少|(?<!哪)几)[十百千万亿]*(?P<c>[{_COUNTERS}])(?!月|工作日|点){_NO_OTHER}"
)
_PER = re.compile(r"每一?(?P<u>平方米|立方米|千瓦时|千瓦|公里|个|人|户|亩|吨|床|辆|度|家|台|瓦)")
_HEAD = re.compile(
    r"(?:哪家|哪[个些]|哪几[个项家]|什么|多少[个家座条项名人]?|(?<!哪)几[个家座条项名])的?(?P<after>[\u4e00-\u9fff]{2,5})"
    r"|(?P<before>[\u4e00-\u9fff]{2,6})(?:一共|总共)?(?:是|为|有|包括)(?:多少|什么|哪些|哪几|谁|几)"
)
_COUNTED_ENGLISH = re.compile(r"how many (?!\w*\s?(?:days|years|months|hours|weeks))")


@lru_cache(maxsize=512)
def asked_kinds(question: str) -> tuple[Kind, ...]:
    """The kinds of fact that a question asks for, the precise ones first; () for an open question.

    多少个 asks for a number of the things it counts; a bare 多少 is told by any figure, unless
    a more precise kind is asked for.
    """
    text = normalise(question).strip()
    found = [k for k in KINDS if k.asks.search(text)]
    counted = _COUNTED.search(text)
    if counted:
        found.insert(0, _count(counted["c"]))
    elif _COUNTED_ENGLISH.search(text):
        found.insert(0, _count("个"))
    per = _PER.search(text)
    if per and any(k.exact for k in found):
        found.append(_kind("per", "", rf"(?:每|/|一){_N}?{re.escape(per['u'])}"))
    if sum(k.exact for k in found) > 1:
        found = [k for k in found if k.name != "figure"]
    return tuple(found)


def _count(counter: str) -> Kind:
    same = _PEOPLE if counter in _PEOPLE[:-1] else _COUNTERS if counter == "个" else f"{counter}个"
    return _kind(
        "count",
        "",
        rf"(?:\d|[二两三四五六七八九十百千]|一(?![批些种个系]))[十百千万亿]*(?:多|余)?[{same}]",
    )


def told(kinds: Sequence[Kind], text: str) -> float:
    """The share of the kinds that a text tells, 0..1; 1 where none is asked for."""
    if not kinds:
        return 1.0
    plain = normalise(text)
    return sum(bool(k.tells.search(plain)) for k in kinds) / len(kinds)


def asked_thing(question: str) -> str:
    """The noun that is asked for: 申报材料 in 要交哪些申报材料, 联系电话 in 联系电话是多少; "" where none is plain."""
    match = _HEAD.search(normalise(question))
    return (match["after"] or match["before"]) if match else ""
