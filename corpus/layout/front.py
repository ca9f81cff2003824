"""What stands around a policy's own text: its number, its address, its signature, its date."""

import re
from collections.abc import Sequence

from corpus.layout.bodies import body_names, is_body
from corpus.layout.header import LABELLED, iso_dates
from corpus.layout.lines import Line
from corpus.layout.markers import (
    ANSWER,
    ARTICLE,
    CHAPTER,
    QUESTION,
    is_plain_heading,
    numbered,
    undressed,
)
from corpus.layout.titles import KIND

_NUMBER = re.compile(
    r"^[（(]?[\u4e00-\u9fff]{1,14}[〔\[（(【［](?:19|20)\d{2}(?:年)?[〕\]）)】］]\s*(?:第)?\s*\d{1,5}\s*号[）)]?$"
    r"|^[\u4e00-\u9fff、]{2,30}公告\s*(?:\d{4}年)?第?\s*\d+\s*号$|^(?:\d{4}年)?第\s*[\d一二三四五六七八九十百]+\s*号$"
    r"|^[\u4e00-\u9fff\s]{2,40}令(?:\s*[（(]?第?\s*[\d一二三四五六七八九十百]+\s*号[）)]?)?$"
)
_DATED = re.compile(r"(?:成文|印发|发文|签发)(?:日期|时间)|(?:^|[|｜\s])日期\s*[:：]")
_ORDERED = re.compile(r"(?:^|[（(\s日])(?:中华人民共和国)?([\u4e00-\u9fff]{2,24}?)令")
_ADOPTED = re.compile(
    r"^[（(](?=.*(?:\d日|[一二三四五六七八九十]日)).{0,200}(?:公布|通过|批准|发布|印发|施行|修[订正]|号|日)[^）)]{0,12}[）)]?$"
)
_ADDRESS = re.compile(
    r"(?:^|[、，])(?:各|本)|人民政府|部门|单位|机构|公司|企业|大学|学校|分局|[局委厅部院办会]$|代表|委员|同志|省长|主席"
)
_OPENING = re.compile(
    rf"^[^。！？]*(?:(?:如下|以下)[^。，]{{0,16}}|制定本{KIND}|制订本{KIND}|贯彻执行|贯彻落实|遵照执行|认真实施|现予(?:公布|发布|印发)|印发给你们|组织实施|认真执行)[。：:]?$"
)
_COVER = re.compile(
    r"印发给你们|现(?:予以?|将[^。]*)?(?:公布|发布|印发|转发)|予以(?:公布|发布|印发)|现(?:印发|转发)"
)
_NOTE = re.compile(
    r"^[（(【]?(?:此件|本文有删减|信息公开(?:形式|选项|类别)|公开(?:方式|类别|属性)|主动公开)[^。]{0,30}[）)】]?$"
    r"|^特此(?:公告|通知|通告|通报|函复|批复|说明)。?$|^附\s*件\s*\d{0,2}\s*[:：]\s*\S|^[（(]?(?:联系人|(?:联系|咨询|监督|举报|投诉|服务)+(?:电话|热线|单位|方式|科室)?\s*(?=[:：\d]))[^。]{0,60}[）)]?$"
)
_SIGNED = re.compile(r"^(?:落款|署名|(?:发文|印发|发布)(?:机关|单位|部门))\s*[:：]\s*")
_ATTACHMENT = re.compile(r"^附\s*[件表录]\s*(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s*[:：]?$")
_OFFICIAL = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,12})(?:部长|主席|总理|省长|市长|县长|区长|州长|主任|局长|厅长|署长|行长|会长)[\s\u3000:：]+[\u4e00-\u9fff·\s\u3000]{2,8}$"
)
# What a page or a printer adds: page numbers, links, makers' lines, distribution lists.
_FURNITURE = re.compile(
    r"^(?:[-—–―─－·\s]*(?:第\s*)?\d{1,4}\s*(?:页)?(?:\s*[/／,，共]+\s*(?:共\s*)?\d{1,4}\s*页?)?[-—–―─－·\s]*)$"
    r"|^[-—–―─－*=_·•\s]{3,}$|^(?:责任编辑|责编|编辑|校对|审核|编审|主编)\s*[:：][^。]{0,40}$|^[（(]?责任编辑[^。]{0,30}$"
    r"|^(?:扫一扫|扫描二维码|分享到|打印本页|关闭窗口|返回顶部|上一篇|下一篇|相关(?:稿件|链接|文章|阅读|新闻|解读|文件)|版权所有|主办单位?|承办单位?|网站标识码|网站地图|技术支持|Copyright|©)"
    r"|^(?=.*[A-Z])[\dA-Z/-]{8,}$|ICP备\s*\d+|公网安备|^(?:报|送|抄送|抄报|主送|分送|发)\s*[:：][^。]{0,200}。?$|^当前位置|^您(?:当前)?(?:所在)?的?位置"
    r"|^首页\s*[>›»]|^【?\s*字\s*[体号]\s*[:：]|^\[?\s*(?:打印|关闭)\s*\]?$",
    re.IGNORECASE,
)
_LONGEST = 120
_REACH = 8


def is_furniture(text: str) -> bool:
    """A page number, a link, a maker's line: kept, but nothing that a policy says."""
    return len(text) <= _LONGEST and bool(_FURNITURE.search(undressed(text)))


def is_attachment(text: str) -> bool:
    """附件1 alone on its line: an attachment begins."""
    return bool(_ATTACHMENT.match(undressed(text)))


def is_numbered_issue(text: str) -> bool:
    """国发〔2025〕12号, 财政部令第115号, or in brackets when a regulation was adopted."""
    plain = undressed(text)
    return len(plain) <= 200 and bool(_NUMBER.match(plain) or _ADOPTED.match(plain))


def is_address(text: str) -> bool:
    """各市人民政府，省直各部门： to whom a notice is written, alone on its line."""
    plain = undressed(text)
    if not plain.endswith(("：", ":")) or len(plain) > 400 or re.search(r"[。；？！]|如下", plain):
        return False
    return numbered(plain) is None and bool(_ADDRESS.search(plain.rstrip("：:")))


def is_front(text: str) -> bool:
    """A line before a text that is not yet the text."""
    plain = undressed(text)
    return (
        is_numbered_issue(plain)
        or is_address(plain)
        or is_furniture(plain)
        or bool(LABELLED.match(plain))
        or _is_date(plain)
    )


def is_opening(text: str) -> bool:
    """One sentence that only opens: 现就有关事项通知如下, 制定本办法, 请认真贯彻执行."""
    if ARTICLE.match(text) or QUESTION.match(text) or ANSWER.match(text) or numbered(text):
        return False
    return len(text) <= 200 and bool(_OPENING.match(undressed(text)))


def is_cover(text: str) -> bool:
    """A sentence by which a notice passes a text on: 现将《…》印发给你们, 现予公布."""
    return bool(_COVER.search(text))


def is_closing(text: str) -> bool:
    """A signature, a date, a note on who may see it: what ends a text."""
    plain = _SIGNED.sub("", undressed(text))
    if len(plain) > _LONGEST:
        return False
    return (
        _is_date(plain)
        or bool(_NOTE.match(plain) or _OFFICIAL.match(plain))
        or bool(signature(plain))
    )


def signature(text: str) -> str:
    """The bodies and the day of a line that signs a text, without 落款：; "" for another line."""
    plain = _SIGNED.sub("", undressed(text))
    parts = plain.split()
    return plain if parts and all(_is_signature(part) for part in parts) else ""


def _is_signature(text: str) -> bool:
    """A body or a day: parts of 县财政局（章） 县教育局 2026年3月1日印发."""
    return is_body(re.sub(r"[（(][章印][）)]$", "", text)) or _is_date(text)


def begins_text(lines: Sequence[Line], at: int, long_title: bool) -> bool:
    """Whether a policy's own text begins at `lines[at]`, right below its title.

    The text is known by its number, its address, 第一条, 第一章 or 一、 within a few lines;
    where the title is short, nothing but such lines may stand before them.
    """
    paragraphs = 0
    for line in lines[at : at + _REACH]:
        text = line.text
        article, number = ARTICLE.match(text), numbered(text)
        if is_numbered_issue(text) or is_address(text):
            return True
        if article or CHAPTER.match(text):
            return bool(re.match(r"\W*第[一1１]", text))
        if number is not None:
            first = number.style == "一、" or (number.style == "（一）" and line is lines[at])
            return first and number.value == 1 and long_title
        if is_opening(text):
            return True
        if is_front(text) or is_plain_heading(text):
            continue
        paragraphs += 1
        if not long_title or paragraphs > 3 or not text.endswith(("。", "：")):
            return False
    return False


def issuers(title: str, front: Sequence[str], closing: Sequence[str]) -> tuple[str, ...]:
    """Who issued a text: as its signature says, else its title, else its number's line."""
    signed = [
        n
        for text in closing
        if is_closing(text)
        for n in body_names("、".join(_SIGNED.sub("", text).split()))
    ]
    if signed:
        return tuple(dict.fromkeys(signed))
    before = title.split("关于")[0] if "关于" in title else ""
    named = body_names(re.sub(r"\s+", "、", before))
    for text in front:
        order = _ORDERED.search(text) if is_numbered_issue(text) else None
        meeting = re.search(r"日([\u4e00-\u9fff]{2,12}?)第[\u4e00-\u9fff\d]+届", text)
        named += [order.group(1)] if order and is_body(order.group(1)) else []
        named += [f"{meeting.group(1)}人大常委会"] if meeting and "常务委员会" in text else []
        label = re.match(r"^(?:发文|印发)(?:机关|机构|单位)\s*[:：]\s*(\S+)", undressed(text))
        named += body_names(label.group(1)) if label else []
    return tuple(dict.fromkeys(named))


def issued_on(front: Sequence[str], closing: Sequence[str]) -> str | None:
    """The day a text bears: of its signature, else of the line with its number."""
    for text in closing:
        if is_closing(text) and iso_dates(text):
            return iso_dates(text)[-1]
    for text in front:
        dated = is_numbered_issue(text) or _is_date(text) or _DATED.search(text)
        if dated and iso_dates(text):
            return iso_dates(text)[-1]
    return None


def _is_date(text: str) -> bool:
    return (
        len(text) <= 24
        and bool(iso_dates(text))
        and text.removesuffix("印发").rstrip("）)").endswith(("日", *"0123456789"))
    )
