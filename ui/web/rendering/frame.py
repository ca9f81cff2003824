"""What stands around every page: the header, and the panels that open over it."""

import json
from collections.abc import Mapping

from ui.web.i18n import Lang, every, say
from ui.web.rendering.escape import button, esc


def header(lang: Lang) -> str:
    """The brand and the buttons that are always at hand."""
    other, path = ("en", "/en/") if lang == "zh" else ("zh-CN", "/?lang=zh")
    tools = [
        button("history", say("history", lang), "quiet"),
        button("new", say("new", lang), "quiet"),
        button("settings", say("settings", lang), "quiet"),
        f'<button type="button" class="quiet" data-act="theme" aria-label="{esc(say("theme", lang))}">◐</button>',
        f'<a class="quiet" data-act="language" href="{path}" lang="{other}" hreflang="{other}">{esc(say("other_language", lang))}</a>',
    ]
    return f'<header class="bar"><a class="brand" href="#question">{esc(say("brand", lang))}</a><nav>{"".join(tools)}</nav></header>'


def panels(info: Mapping[str, str], lang: Lang) -> str:
    """The source panel, the settings, and the card that shows a quote; all closed at first."""
    close = f'<button type="button" class="close" data-act="close" aria-label="{esc(say("close", lang))}">×</button>'
    return (
        f'<aside id="source" class="panel" aria-label="{esc(say("source", lang))}" hidden>{close}<div class="inside" tabindex="0"></div></aside>'
        f'<aside id="talks" class="panel" aria-label="{esc(say("history", lang))}" hidden>{close}'
        f'<div class="inside"><h2>{esc(say("history", lang))}</h2><div class="list"></div>'
        f'<div class="tools">{button("export-md", say("export_md", lang))}{button("export-docx", say("export_docx", lang))}</div></div></aside>'
        f'<aside id="settings" class="panel" aria-label="{esc(say("settings", lang))}" hidden>{close}<div class="inside">{_settings(info, lang)}</div></aside>'
        '<div id="card" role="tooltip" hidden></div><div id="toast" role="status" aria-live="polite"></div>'
        f'<template id="words">{esc(json.dumps(every(lang), ensure_ascii=False))}</template>'
    )


def _settings(info: Mapping[str, str], lang: Lang) -> str:
    rows = []
    for key in ("model", "base_url", "encoder", "home"):
        value = info.get(key)
        if value:
            shown = say("extractive", lang) if value == "extractive" else value
            rows.append(f"<div><dt>{esc(say(key, lang))}</dt><dd>{esc(shown)}</dd></div>")
    return (
        f'<h2>{esc(say("settings", lang))}</h2><dl class="facts">{"".join(rows)}</dl>'
        f'<p class="notice">{esc(say("config_note", lang))}</p>'
        f'<nav class="around">{button("check-llm", say("check_llm", lang))}</nav>'
        '<p class="notice" id="checked" role="status"></p>'
        f'<label class="choice"><input type="checkbox" id="hide-unsupported"> {esc(say("hide_unsupported", lang))}</label>'
    )
