"""Names of bodies in a list: 国家发展改革委、国家能源局等七部门."""

import re

_END = (
    r"(?:委员会|发展改革委|改革委|发改委|卫生健康委|卫健委|国资委|网信办|中央办公厅|办公厅|办公室|总局|税务局|部|委|局|厅|署|院|会|"
    r"银行|政府|办事处|(?<![承举主经督协])办|法院|检察院|总工会|海关|中心|集团|协会)"
)
_BODY = re.compile(rf"^[\u4e00-\u9fff（）()]{{1,24}}{_END}$")


def is_body(text: str) -> bool:
    """Whether a text is the name of one body, and nothing more."""
    return bool(_BODY.match(text)) and "关于" not in text


def body_names(text: str) -> list[str]:
    """The bodies that a text lists."""
    names = []
    for part in re.split(
        r"[、，,]|会同|联合|以及|和(?=国|中|财|农|工|自|人|住|交|水|商|生|教|科|市|应)", text
    ):
        part = re.sub(
            r"(?:等)?(?:\d+|[一二三四五六七八九十]+)?(?:个)?(?:部门|单位)?$", "", part.strip()
        )
        if _BODY.match(part):
            names.append(part)
    return names
