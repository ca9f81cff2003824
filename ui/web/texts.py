"""Every label of the page, Chinese first; the browser's language chooses."""

from typing import Any

import gradio as gr

CHINESE = {
    "chat_interface.new_chat": "新对话",
    "ask": "提问",
    "placeholder": "例如：新型储能2027年装机目标是多少？",
    "scope": "只在这些政策中查找（不选则查全部）",
    "library": "资料库",
    "upload": "加入文件（txt、md、docx、html）",
    "remove": "移除文件",
    "remove_button": "移除",
    "confirm": "确认移除（移除后不再被引用）",
}
ENGLISH = {
    "chat_interface.new_chat": "New chat",
    "ask": "Ask",
    "placeholder": "e.g. What is the 2027 target for new energy storage?",
    "scope": "Search only these policies (none chosen: all)",
    "library": "Library",
    "upload": "Add files (txt, md, docx, html)",
    "remove": "Remove a document",
    "remove_button": "Remove",
    "confirm": "Yes, remove it (it will not be cited any more)",
}

I18N = gr.I18n(**{"zh": CHINESE, "zh-CN": CHINESE, "zh-TW": CHINESE, "en": ENGLISH})


def label(key: str) -> Any:
    """The label in the browser's language: Gradio puts it in on the page."""
    return I18N(key)
