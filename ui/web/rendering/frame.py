"""What stands around every page: the header, the chat's box, and the panels that open over it."""

import json
from collections.abc import Mapping

from ui.web.i18n import Lang, every, say
from ui.web.rendering.escape import button, esc, icon


def header(lang: Lang) -> str:
    """The brand and the buttons that are always at hand."""
    other, path = ("en", "/en/") if lang == "zh" else ("zh-CN", "/?lang=zh")
    tools = [
        icon("new", "i-new", say("new", lang)),
        icon("history", "i-history", say("history", lang)),
        icon("settings", "i-settings", say("settings", lang)),
        icon("theme", "i-theme", say("theme", lang)),
        f'<a class="quiet" data-act="language" href="{path}" lang="{other}" hreflang="{other}">{esc(say("other_language", lang))}</a>',
    ]
    return (
        f'<header class="bar"><a class="brand" href="#question">{esc(say("brand", lang))}</a>'
        f'<nav aria-label="{esc(say("tools", lang))}">{"".join(tools)}</nav></header>'
    )


def chat(lang: Lang) -> str:
    """The conversation's place, and the box to ask in."""
    return (
        '<div id="transcript" role="log" aria-live="polite" aria-busy="true"></div>'
        '<div id="live"></div>'
        f'<form id="composer" aria-label="{esc(say("ask_label", lang))}">'
        f'<p id="editing" hidden><span>{esc(say("editing", lang))}</span>{button("cancel-edit", say("cancel", lang), "link")}</p>'
        f'<textarea id="question" rows="1" maxlength="2000" aria-label="{esc(say("ask_label", lang))}"'
        f' placeholder="{esc(say("ask_placeholder", lang))}" enterkeyhint="send"></textarea>'
        '<div class="under"><div id="within"></div>'
        f'<button type="button" id="scope-button" data-act="scope" aria-expanded="false" aria-controls="scope-list">{esc(say("scope", lang))}</button>'
        f'<button type="submit" id="send" class="primary">{esc(say("send", lang))}</button>'
        f'<button type="button" id="stop" data-act="stop">{esc(say("stop", lang))}</button></div>'
        f'<div id="scope-list" role="group" aria-label="{esc(say("scope_label", lang))}" hidden></div>'
        "</form>"
    )


def panels(info: Mapping[str, str], lang: Lang) -> str:
    """The source panel, the conversations, the settings, the card that shows a quote; all closed."""
    exports = button("export-md", say("export_md", lang)) + button(
        "export-docx", say("export_docx", lang)
    )
    talks = (
        f'<h2>{esc(say("history", lang))}</h2><ul class="talks"></ul>'
        f'<h3>{esc(say("export", lang))}</h3><div class="around">{exports}</div>'
    )
    return (
        _panel("source", say("source", lang), "", lang)
        + _panel("talks", say("history", lang), talks, lang)
        + _panel("settings", say("settings", lang), _settings(info, lang), lang)
        + '<div id="card" role="tooltip" hidden></div><div id="toast" role="status" aria-live="polite"></div>'
        + f'<dialog id="sure"><p></p><div class="around">{button("no", say("cancel", lang))}{button("yes", say("delete", lang), "danger")}</div></dialog>'
        + f'<template id="words">{esc(json.dumps(every(lang), ensure_ascii=False))}</template>'
    )


def _panel(name: str, label: str, inside: str, lang: Lang) -> str:
    return (
        f'<aside id="{name}" class="panel" aria-label="{esc(label)}" hidden>'
        f"{icon('close', 'i-close', say('close', lang), 'close')}"
        f'<div class="inside" tabindex="0">{inside}</div></aside>'
    )


def _settings(info: Mapping[str, str], lang: Lang) -> str:
    shown = {
        **info,
        "model": say("extractive", lang) if info["model"] == "extractive" else info["model"],
        "unsupported": say(f"unsupported_{info['unsupported']}", lang),
    }
    rows = [
        f"<div><dt>{esc(say(f'set_{key}', lang))}</dt><dd>{esc(shown[key])}</dd></div>"
        for key in ("model", "base_url", "encoder", "unsupported", "home")
        if shown.get(key)
    ]
    choices = "".join(
        f'<label class="choice"><input type="radio" name="unverified" value="{value}">'
        f" {esc(say(f'unverified_{value}', lang))}</label>"
        for value in ("show", "hide")
    )
    return (
        f"<h2>{esc(say('settings', lang))}</h2>"
        f"<fieldset><legend>{esc(say('unverified', lang))}</legend>{choices}</fieldset>"
        f'<p class="notice">{esc(say("unverified_note", lang))}</p>'
        f'<h3>{esc(say("server", lang))}</h3><dl class="facts">{"".join(rows)}</dl>'
        f'<p class="notice">{esc(say("config_note", lang))}</p>'
        f'<div class="around">{button("check-llm", say("check_llm", lang))}</div>'
        '<p class="notice" id="checked" role="status"></p>'
    )
