"""Bytes to text: UTF-8, UTF-16 with a BOM, GB18030, Big5; a doubtful guess is an error."""

import codecs
import re

from charset_normalizer import from_bytes

from corpus.errors import DocumentError

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# Punctuation, common Han, kana-free CJK, Latin: what these texts are made of.
_EXPECTED = re.compile(
    r"[\x20-\x7e\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\u2010-\u203b\u00a0-\u00ff\u2460-\u24ff\u2000-\u206f\u25a0-\u25ff]"
)
# The Han characters that make up a good third of any modern text, in either script.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说"
    "产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使"
    "点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原"
    "為國個來時們發會產學經過這說應開關業動實機當對現電種進後與問題規範項設務標場資農業條"
)


def decode(data: bytes, name: str) -> str:
    """Decode a text file.

    Raises:
        DocumentError: it is binary, or in no encoding that can be told for sure.
    """
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(bom):
            return _strict(data, encoding, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _legacy(data, name)
    if len(_CONTROLS.findall(text)) > len(text) * 0.001:
        raise _binary(name)
    return text


def _strict(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unknown(name) from error


def _legacy(data: bytes, name: str) -> str:
    """GB18030 or Big5, whichever gives plausible Chinese; neither is an error."""
    if b"\x00" in data[:4096]:
        raise _binary(name)
    best, best_share = "", 0.0
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = plausibility(text)
        if share > best_share:
            best, best_share = text, share
    if best_share >= 0.10:
        return best
    guess = from_bytes(data[:65536]).best()
    if guess is not None and guess.encoding in ("cp1252", "latin_1") and _mostly_ascii(data):
        return data.decode("cp1252", errors="strict")
    raise _unknown(name)


def _mostly_ascii(data: bytes) -> bool:
    return sum(b < 128 for b in data) > 0.97 * len(data)


def plausibility(text: str) -> float:
    """The share of frequent Han characters among all beyond ASCII, 0 for improbable text."""
    foreign = [c for c in text if ord(c) > 127]
    if not foreign:
        return 1.0
    expected = len(_EXPECTED.findall("".join(foreign))) / len(foreign)
    return 0.0 if expected < 0.9 else sum(c in _FREQUENT for c in foreign) / len(foreign)


def _unknown(name: str) -> DocumentError:
    return DocumentError(
        f"认不出文字编码 / The text encoding cannot be told: {name}.",
        "请另存为 UTF-8 / Save it as UTF-8.",
    )


def _binary(name: str) -> DocumentError:
    return DocumentError(
        f"这不是文本文件 / Not a text file: {name}.",
        "请另存为 docx、html、md 或 txt / Save it as docx, html, md or txt.",
    )
