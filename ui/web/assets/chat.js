/* The chat: asking, streaming, stopping, and the conversations that this browser keeps.

   localStorage "pq-talks" holds [{id, turns: [{id, question, answer | error | stopped, vote}]}], newest
   first; sessionStorage "pq-current" names the one open in this tab. Two tabs do not overwrite each other. */
const MOST_TALKS = 50;
const newId = () => [...crypto.getRandomValues(new Uint8Array(6))].map((b) => b.toString(16).padStart(2, "0")).join("");
let talk = { id: newId(), turns: [] };
let asking = null; // the AbortController of the answer under way
let editing = null; // the id of the turn whose question is being changed
let follow = true;

/* What was kept may be old or damaged: only turns that can be shown are taken. */
const talks = () => {
  const found = keptJson("talks", []);
  const good = (turn) => typeof turn?.id === "string" && typeof turn.question === "string";
  return (Array.isArray(found) ? found : [])
    .filter((t) => typeof t?.id === "string" && Array.isArray(t.turns))
    .map((t) => ({ id: t.id, turns: t.turns.filter(good) }));
};
const save = () => {
  let rest = talks().filter((t) => t.id !== talk.id && t.turns.length).slice(0, MOST_TALKS - 1);
  // A full storage loses the oldest conversation, never the newest.
  while (!keep("talks", JSON.stringify(talk.turns.length ? [talk, ...rest] : rest)) && rest.length) rest = rest.slice(0, -1);
  keep("current", talk.id, sessionStorage);
};
const box = () => $("question");
const fit = () => { box().style.height = "auto"; box().style.height = `${Math.min(box().scrollHeight, 220)}px`; };

/* Turns as HTML, escaped by the server. */
const drawn = async (turns) => (await (await post("turns", { turns })).json()).html;
let drawing = 0;
const redraw = async () => {
  const mine = ++drawing;
  let html = "";
  let wrong = say("failed_network");
  try { html = await drawn(talk.turns); } catch (error) { wrong = error.told || wrong; }
  if (mine !== drawing) return;
  $("transcript").innerHTML = html;
  if (!html) problem($("transcript"), wrong);
  $("transcript").setAttribute("aria-busy", "false");
};
const problem = (where, text) => {
  const said = Object.assign(document.createElement("p"), { className: "problem", textContent: text });
  said.setAttribute("role", "alert");
  where.replaceChildren(said);
};
const past = (turns) => turns.slice(-8).map((t) => ({ question: t.answer?.understood || t.question, answer: t.answer?.answer ?? null }));

const working = (question) => {
  const turn = Object.assign(document.createElement("article"), { className: "turn" });
  turn.innerHTML = '<div class="asked"><p></p></div><div class="answer"><div class="draft"></div><p class="stage" role="status"><i></i><span></span></p></div>';
  turn.querySelector(".asked p").textContent = question;
  turn.querySelector(".stage span").textContent = say("stage_understand");
  $("live").replaceChildren(turn);
  follow = true;
  inView();
};
async function* lines(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n");
    rest = parts.pop();
    for (const line of parts) yield JSON.parse(line);
  }
}

const ask = async (text, again = "") => {
  const question = text.trim();
  if (!question) return;
  if (asking) return toast(say("busy"));
  turnTo(0);
  if (again) talk.turns = talk.turns.slice(0, Math.max(0, talk.turns.findIndex((t) => t.id === again)));
  all("#transcript .turn").slice(talk.turns.length).forEach((t) => t.remove());
  $("transcript").querySelector(".hello, .problem[role=alert]:not(.turn *)")?.remove();
  edit(null);
  const controller = asking = new AbortController();
  const mine = talk;
  const turn = { id: newId(), question };
  const history = past(talk.turns);
  talk.turns = [...talk.turns, turn];
  save();
  document.body.classList.add("asking");
  working(question);
  let html = "";
  try {
    for await (const told of lines(await post("ask", { ...turn, history, within: scope }, controller.signal))) {
      if (told.stage) $("live").querySelector(".stage span").textContent = told.stage;
      if (told.draft) $("live").querySelector(".draft").innerHTML = told.draft;
      if (told.turn) { Object.assign(turn, told.turn); html = told.html; }
      inView();
    }
    if (!html) turn.error = say("failed_network");
  } catch (error) {
    if (controller.signal.aborted) turn.stopped = true; else turn.error = error.told || say("failed_network");
  }
  asking = null;
  document.body.classList.remove("asking");
  if (mine !== talk) return; // another conversation was opened
  save();
  html ||= await drawn([turn]).catch(() => "");
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  fresh.content.querySelector(".turn")?.classList.add("fresh");
  if (!html) problem($("live"), turn.error || say("stopped"));
  else { $("transcript").append(fresh.content); $("live").replaceChildren(); }
  inView();
};

/* What arrives stays in view, the question at the top, unless the reader scrolled away. */
const inView = () => {
  const turn = $("live").querySelector(".turn") || all("#transcript .turn").at(-1);
  if (!turn || !follow) return;
  const place = turn.getBoundingClientRect();
  const bars = [$("top"), document.querySelector("#pages > .tab-wrapper")].map((bar) => bar.getBoundingClientRect());
  const header = Math.max(...bars.map((bar) => Math.min(bar.bottom, bar.height * 3))) + 8;
  const over = place.bottom - $("composer").getBoundingClientRect().top + 12;
  scrollBy(0, Math.min(Math.max(0, over), place.top - header));
};
addEventListener("wheel", () => { follow = false; }, { passive: true });
addEventListener("touchmove", () => { follow = false; }, { passive: true });

const edit = (id, text = "") => {
  editing = id;
  $("editing").hidden = !id;
  box().value = text;
  fit();
};
const turnOf = (el) => talk.turns.find((t) => t.id === el.closest(".turn")?.dataset.turn);
const openTalk = (next) => {
  asking?.abort();
  asking = null;
  document.body.classList.remove("asking");
  talk = next;
  keep("current", talk.id, sessionStorage);
  $("live").replaceChildren();
  edit(null);
  redraw();
};
const listTalks = () => {
  const rows = talks().filter((t) => t.turns.length).map((t) => {
    const row = document.createElement("li");
    const open = Object.assign(document.createElement("button"), { type: "button", textContent: t.turns[0].question.slice(0, 80) });
    Object.assign(open.dataset, { act: "open-talk", talk: t.id });
    if (t.id === talk.id) open.setAttribute("aria-current", "true");
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "icon i-close", title: say("forget") });
    Object.assign(drop.dataset, { act: "forget", talk: t.id });
    drop.setAttribute("aria-label", say("forget"));
    row.append(open, drop);
    return row;
  });
  const none = Object.assign(document.createElement("li"), { className: "notice", textContent: say("no_talks") });
  document.querySelector("#talks .talks").replaceChildren(...(rows.length ? rows : [none]));
};
const readable = (answer) => {
  const text = answer.querySelector(".words").cloneNode(true);
  if (document.body.classList.contains("hide-unsupported")) all(".said.unsupported", text).forEach((s) => s.remove());
  all(".said:not(.unsupported) .badge", text).forEach((b) => b.remove());
  all(".badge", text).forEach((b) => { b.textContent = english ? ` (${b.textContent})` : `（${b.textContent}）`; });
  all(".cite", text).forEach((c) => { c.textContent = `[${c.textContent}]`; });
  const sources = all(".sources li", answer).map(
    (li) => `[${li.querySelector(".cite").textContent}] ${[...li.querySelectorAll("b, small")].map((e) => e.textContent).join(" · ")}`);
  return [text.textContent.trim(), ...sources].join("\n");
};
const exported = async (format) => {
  const file = await (await post("export", { turns: talk.turns, format })).blob();
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: `policy-qa.${format}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
const vote = async (turn, up, reason = "") => {
  const history = past(talk.turns.slice(0, talk.turns.indexOf(turn)));
  try {
    await post("feedback", { turn, up, reason, history });
  } catch (error) {
    return toast(say("thumb_failed") + (error.told || say("failed_network")));
  }
  turn.vote = up === null ? undefined : { up, reason };
  save();
  toast(say(up === null ? "thumb_taken_back" : "thumb_thanks"));
};
const askWhy = (el) => {
  const form = document.createElement("form");
  form.className = "why";
  form.innerHTML = '<input maxlength="2000"><button></button>';
  const [input, send] = form.children;
  input.placeholder = say("thumb_why");
  input.setAttribute("aria-label", say("thumb_why"));
  send.textContent = say("thumb_send");
  form.onsubmit = (event) => {
    event.preventDefault();
    vote(turnOf(el), false, input.value);
    form.remove();
    el.focus();
  };
  el.closest(".tools").after(form);
  input.focus();
};

Object.assign(acts, {
  ask: (el) => ask(el.dataset.text),
  stop: () => asking?.abort(),
  retry: (el) => ask(turnOf(el).question, el.dataset.turn),
  edit: (el) => { edit(el.dataset.turn, turnOf(el).question); box().focus(); },
  "cancel-edit": () => { edit(null); box().focus(); },
  copy: (el) => copy(readable(el.closest(".answer"))),
  thumb: async (el) => {
    const up = el.dataset.up === "up";
    const again = el.classList.contains("on");
    el.closest(".answer").querySelector(".why")?.remove();
    all("[data-act=thumb]", el.closest(".tools")).forEach((b) => {
      b.classList.toggle("on", !again && b === el);
      b.setAttribute("aria-pressed", String(!again && b === el));
    });
    await vote(turnOf(el), again ? null : up);
    if (!again && !up) askWhy(el);
  },
  new: () => { close(); turnTo(0); openTalk({ id: newId(), turns: [] }); box().focus(); },
  "open-talk": (el) => { const found = talks().find((t) => t.id === el.dataset.talk); close(); turnTo(0); if (found) openTalk(found); },
  forget: (el) => {
    keep("talks", JSON.stringify(talks().filter((t) => t.id !== el.dataset.talk)));
    if (talk.id === el.dataset.talk) openTalk({ id: newId(), turns: [] });
    listTalks();
  },
  "export-md": () => exported("md"),
  "export-docx": () => exported("docx"),
});

/* ---- where to ask ---- */
let scope = [keptJson("scope", [])].flat();
const labels = () => new Map(all("#scope-list input").map((i) => [i.value, i.dataset.label]));
const showScope = () => {
  const names = labels();
  all("#scope-list input").forEach((i) => { i.checked = scope.includes(i.value); });
  $("within").replaceChildren(...scope.filter((v) => names.has(v)).map((value) => {
    const chip = Object.assign(document.createElement("button"), { type: "button", className: "within" });
    chip.append(Object.assign(document.createElement("span"), { textContent: names.get(value) }));
    Object.assign(chip.dataset, { act: "unscope", value });
    chip.setAttribute("aria-label", say("scope_drop", { label: names.get(value) }));
    return chip;
  }));
  $("scope-button").textContent = say(scope.length ? "scope_add" : "scope");
  $("composer").classList.toggle("scoped", scope.length > 0);
};
const setScope = (values) => { scope = values; keep("scope", JSON.stringify(scope)); showScope(); };
const loadScope = async () => {
  try {
    const page = await get("scope");
    $("scope-list").innerHTML = page.html;
    scope = scope.filter((v) => page.known.includes(v));
  } catch { /* asked again when the list is opened */ }
  showScope();
};
const scopeOpen = (open) => {
  $("scope-list").hidden = !open;
  $("scope-button").setAttribute("aria-expanded", String(open));
};
Object.assign(acts, {
  scope: async () => {
    if (!$("scope-list").hidden) return scopeOpen(false);
    await loadScope();
    scopeOpen(true);
    $("scope-list").querySelector("input")?.focus({ preventScroll: true });
  },
  unscope: (el) => { setScope(scope.filter((v) => v !== el.dataset.value)); $("scope-button").focus(); },
});

const startChat = () => {
  const form = $("composer");
  form.addEventListener("submit", (event) => { event.preventDefault(); const text = box().value; const id = editing; if (!asking) box().value = ""; fit(); ask(text, id || ""); });
  box().addEventListener("input", fit);
  box().addEventListener("keydown", (event) => {
    // Enter that confirms an input-method candidate belongs to the input method.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (asking) return toast(say("busy"));
    form.requestSubmit();
  });
  $("scope-list").addEventListener("change", () => setScope(all("#scope-list input:checked").map((i) => i.value)));
  document.addEventListener("pointerdown", (e) => { if (!e.target.closest("#scope-list, #scope-button")) scopeOpen(false); });
  const current = kept("current", sessionStorage);
  talk = talks().find((t) => t.id === current) || talk;
  redraw();
  loadScope();
  box().focus({ preventScroll: true });
};
