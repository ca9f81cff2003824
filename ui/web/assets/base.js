/* What all scripts of the page share. The server wraps these files in one function. */
const english = window.pqLang === "en";
document.documentElement.lang = english ? "en" : "zh-CN";
const $ = (id) => document.getElementById(id);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

let words = null;
const say = (key, values = {}) => {
  words ??= JSON.parse($("words").content.textContent);
  return Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[key] ?? key);
};

/* Storage may be forbidden (private windows): the page works without. */
const keep = (key, value, store = localStorage) => {
  try { store.setItem("pq-" + key, value); return true; } catch { return false; }
};
const kept = (key, store = localStorage) => { try { return store.getItem("pq-" + key); } catch { return null; } };
const keptJson = (key, otherwise) => { try { return JSON.parse(kept(key)) ?? otherwise; } catch { return otherwise; } };

let toastTimer;
const toast = (text) => {
  $("toast").textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $("toast").textContent = ""; }, 2600);
};
const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    toast(say("copied"));
  } catch {
    const area = document.body.appendChild(Object.assign(document.createElement("textarea"), { value: text }));
    area.select();
    toast(document.execCommand("copy") ? say("copied") : say("copy_failed"));
    area.remove();
  }
};
const lang = english ? "en" : "zh";
/* What the server says is wrong, in the visitor's language; `told` is empty where the server said nothing. */
const good = async (answer) => {
  if (answer.ok) return answer;
  const { error } = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(answer.status), { told: typeof error === "string" ? error : "" });
};
const get = async (path, query = {}) => (await good(await fetch(`/pages/${path}?${new URLSearchParams({ ...query, lang })}`))).json();
const post = async (path, body, signal) => good(await fetch(`/pages/${path}?lang=${lang}`, {
  method: "POST", signal, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ ...body, lang }),
}));
const tabs = () => all('#pages button[role="tab"]').filter((tab) => tab.offsetParent !== null);
const turnTo = (number) => tabs()[number]?.click();

/* Asks before something is lost; resolves to yes or no. */
const sure = (question) => new Promise((resolve) => {
  const dialog = $("sure");
  dialog.querySelector("p").textContent = question;
  dialog.returnValue = "";
  dialog.onclose = () => resolve(dialog.returnValue === "yes");
  dialog.showModal();
});

const acts = {
  yes: () => $("sure").close("yes"),
  no: () => $("sure").close(""),
  "copy-text": (el) => copy(el.dataset.text),
  library: () => turnTo(1),
  delete: async (el) => {
    if (await sure(el.dataset.sure)) window.pqSend?.("delete", { document: el.dataset.document });
  },
  language: () => {
    document.cookie = `lang=${english ? "zh" : "en"};path=/;max-age=31536000;samesite=lax`;
    location.href = (english ? "/" : "/en/") + location.search;
  },
};
