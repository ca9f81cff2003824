"""The words of the screen, Chinese and English; both complete, checked by a test."""

from typing import Literal

Lang = Literal["zh", "en"]

_WORDS: dict[str, tuple[str, str]] = {
    "brand": ("政策问答", "Policy Q&A"),
    "chat": ("问答", "Chat"),
    "library": ("资料库", "Library"),
    "other_language": ("English", "中文"),
    "theme": ("切换深色与浅色", "Switch between dark and light"),
    "settings": ("设置", "Settings"),
    "history": ("历史对话", "Conversations"),
    "new": ("新对话", "New chat"),
    "export_md": ("导出为 Markdown", "Export as Markdown"),
    "export_docx": ("导出为 Word", "Export as Word"),
    "hello": ("想了解哪项政策？", "What would you like to know?"),
    "hello_more": (
        "回答只依据资料库里的原文，每句话都注明出处，点开编号就能核对。",
        "Answers rest only on the texts in the library. Every sentence is cited: open a number to check it.",
    ),
    "hello_empty": (
        "资料库还是空的。请先到“资料库”上传政策文件。",
        "The library is empty. Upload policy texts under “Library” first.",
    ),
    "examples": ("试试这样问", "Try asking"),
    "ask_placeholder": (
        "输入问题，回车发送，Shift+回车换行",
        "Ask a question. Enter sends, Shift+Enter starts a new line",
    ),
    "ask_label": ("问题", "Question"),
    "send": ("发送", "Send"),
    "stop": ("停止", "Stop"),
    "scope": ("提问范围（不选就是全部资料）", "Ask within (nothing chosen: all texts)"),
    "scope_issue": ("期", "Issue"),
    "scope_document": ("文件", "Document"),
    "scope_policy": ("政策", "Policy"),
    "stage_understand": ("理解问题…", "Reading the question…"),
    "stage_retrieve": ("检索资料…", "Searching the texts…"),
    "stage_write": ("撰写回答…", "Writing…"),
    "stage_verify": ("核对出处…", "Checking sources…"),
    "understood": ("理解为：", "Understood as: "),
    "you": ("你", "You"),
    "answer": ("回答", "Answer"),
    "verbatim": ("逐字引用", "Verbatim"),
    "supported": ("已核对", "Checked"),
    "unsupported": ("未能核对", "Not verified"),
    "derived": ("计算得出", "Calculated"),
    "sources": ("来源", "Sources"),
    "cite_label": ("来源 {n}：{quote}", "Source {n}: {quote}"),
    "clarify": ("你问的是哪一项？", "Which one do you mean?"),
    "nearest": ("相近的条目", "Nearest sections"),
    "next": ("接着可以问", "You could ask next"),
    "missing": ("资料没有说到：", "Not in the texts: "),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "copy_failed": ("没能复制", "Could not copy"),
    "retry": ("重新回答", "Ask again"),
    "edit": ("修改问题", "Edit question"),
    "stopped": ("已停止。", "Stopped."),
    "interrupted": ("回答没有完成。", "The answer was not finished."),
    "failed": ("出错了：", "Something went wrong: "),
    "failed_unknown": (
        "这次没能回答，请再试一次。",
        "This could not be answered. Please try again.",
    ),
    "loading": ("载入中…", "Loading…"),
    "close": ("关闭", "Close"),
    "source": ("原文出处", "Source"),
    "previous": ("上一节", "Previous"),
    "following": ("下一节", "Next"),
    "whole": ("打开全文", "Whole document"),
    "back_section": ("回到这一节", "Back to the section"),
    "share": ("复制链接", "Copy link"),
    "cite_zh": ("复制中文引注", "Copy citation (Chinese)"),
    "cite_en": ("复制英文引注", "Copy citation (English)"),
    "issue": ("期数", "Issue"),
    "date": ("日期", "Date"),
    "bodies": ("发文机关", "Issued by"),
    "speaker": ("解读人", "Speaker"),
    "kind": ("材料类型", "Type of text"),
    "file": ("文件", "File"),
    "解读": ("解读（不是政策原文）", "Interpretation (not the policy itself)"),
    "原文": ("政策原文", "The policy's own text"),
    "转载": ("转载", "Reprint"),
    "kind_header": ("文件头", "Header"),
    "kind_lead_in": ("导语", "Lead-in"),
    "kind_paragraph": ("段落", "Paragraph"),
    "kind_article": ("条款", "Article"),
    "kind_heading": ("标题", "Heading"),
    "kind_qa": ("问答", "Question"),
    "gone": (
        "这一节已经不在资料库里，可能文件已被删除或更新。",
        "This section is no longer in the library; its document may have been removed or replaced.",
    ),
    "load_failed": (
        "没能打开原文，请检查服务是否还在运行。",
        "The source could not be opened. Is the server still running?",
    ),
    "documents": ("已有资料", "Documents"),
    "no_documents": ("还没有资料。", "No documents yet."),
    "policies_n": ("{n} 项政策", "{n} policies"),
    "questions_n": ("{n} 个问答", "{n} questions"),
    "sections_n": ("{n} 节", "{n} sections"),
    "browse": ("查看目录", "Contents"),
    "delete": ("删除", "Delete"),
    "delete_sure": (
        "删除“{title}”？之后的回答不再引用它。",
        "Delete “{title}”? Answers will no longer cite it.",
    ),
    "deleted": ("已删除。", "Deleted."),
    "upload": ("添加资料", "Add documents"),
    "upload_hint": (
        "拖放或选择文件（txt、md、docx、html），可一次多个",
        "Drop or choose files (txt, md, docx, html), several at once",
    ),
    "add": ("加入资料库", "Add to the library"),
    "preview_head": (
        "预览：这样切分，还没有加入",
        "Preview: how they would be cut; nothing is added yet",
    ),
    "added": ("已加入", "Added"),
    "unchanged": ("早已在资料库里", "Already in the library"),
    "replaced": ("已更新为新版本", "Replaced by this version"),
    "renamed": (
        "已加入（与另一文件同名，另存一份）",
        "Added under another name (same title as another file)",
    ),
    "reading": ("读取", "Reading"),
    "unclear": ("不确定之处", "Unclear"),
    "all_clear": ("没有不确定之处。", "Nothing was unclear."),
    "no_policy": ("未归入政策", "Not under a policy"),
    "find": ("全文检索", "Find in the texts"),
    "find_hint": ("输入要找的词，回车", "Words to find, then Enter"),
    "find_none": ("没有找到“{q}”。", "“{q}” was not found."),
    "find_some": ("{n} 节里有“{q}”", "“{q}” occurs in {n} sections"),
    "encoder": ("向量模型", "Encoder"),
    "model": ("回答方式", "Answers by"),
    "base_url": ("模型地址", "Model address"),
    "home": ("数据目录", "Data folder"),
    "extractive": ("摘录原文（未配置大模型）", "Quoting the texts (no language model configured)"),
    "config_note": (
        "这些由服务器的配置决定，不能在网页上修改；密钥从不显示。",
        "These come from the server's configuration and cannot be changed here; keys are never shown.",
    ),
    "check_llm": ("测试模型连接", "Test the model's connection"),
    "hide_unsupported": ("隐藏未能核对的句子", "Hide sentences that could not be verified"),
    "exported_on": ("由“政策问答”导出。", "Exported from Policy Q&A."),
    "busy": ("上一个问题还在回答", "The last question is still being answered"),
}


def say(key: str, lang: Lang, **values: object) -> str:
    """A text of the screen, plain (not escaped)."""
    text = _WORDS[key][0 if lang == "zh" else 1]
    return text.format(**values) if values else text


def every(lang: Lang) -> dict[str, str]:
    """All texts of one language, for the scripts of the page."""
    return {key: pair[0 if lang == "zh" else 1] for key, pair in _WORDS.items()}


def as_lang(value: str | None) -> Lang:
    """The language that a parameter names; Chinese if it names none."""
    return "en" if value == "en" else "zh"
