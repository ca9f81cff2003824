/* What the page does by itself: the source panel, keys, copying, theme. One click listener. */
(() => {
  if (window.pqReady) return;
  window.pqReady = true;
  const english = window.pqLang === "en";
  document.documentElement.lang = english ? "en" : "zh-CN";
  const $ = (id) => document.getElementById(id);
  let words = null;
  const say = (key) => {
    if (!words && $("words")) words = JSON.parse($("words").innerHTML ? $("words").content.textContent : "{}");
    return words ? words[key] : "";
  };
  const keep = (key, value) => { try { localStorage.setItem("pq-" + key, value); } catch { /* private mode */ } };
  const kept = (key) => { try { return localStorage.getItem("pq-" + key); } catch { return null; } };

  let toastTimer;
  const toast = (text) => {
    $("toast").textContent = text;
    clearTimeout(toastTimer);
    toastTimer = setTimeout(() => { $("toast").textContent = ""; }, 2200);
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

  /* ---- panels ---- */
  const panels = ["source", "talks", "settings"];
  let opener = null;
  const show = (id) => {
    for (const other of panels) $(other).hidden = other !== id;
    document.body.classList.toggle("reading", id === "source");
  };
  const close = () => {
    const open = panels.some((id) => $(id) && !$(id).hidden);
    if (!open) return false;
    show(null);
    document.querySelectorAll(".cite.open").forEach((c) => c.classList.remove("open"));
    if (location.search.includes("section=")) history.replaceState(null, "", location.pathname);
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
    opener = null;
    return true;
  };
  const link = (section, at) =>
    `${location.origin}/?section=${encodeURIComponent(section)}${at ? "&at=" + at : ""}`;
  let wanted = 0;
  const open = async (path, query, url) => {
    const inside = $("source").querySelector(".inside");
    const mine = ++wanted;
    show("source");
    inside.textContent = say("loading");
    try {
      const answer = await fetch(`/pages/${path}?${new URLSearchParams({ ...query, lang: english ? "en" : "zh" })}`);
      if (!answer.ok) throw new Error(answer.status);
      const page = await answer.json();
      if (mine !== wanted) return;
      inside.innerHTML = page.html; // escaped by the server
      inside.scrollTop = 0;
      $("source-title")?.focus({ preventScroll: true });
      const place = inside.querySelector("mark") || inside.querySelector(".here");
      if (place) {
        const top = place.getBoundingClientRect().top - inside.getBoundingClientRect().top;
        if (top > inside.clientHeight * 0.5) inside.scrollTop = top - inside.clientHeight * 0.25;
      }
      if (url) history.replaceState(null, "", location.pathname + url);
    } catch {
      if (mine === wanted) inside.textContent = say("load_failed");
    }
  };
  const openSection = (section, at = "") =>
    open("section", { id: section, at }, `?section=${encodeURIComponent(section)}${at ? "&at=" + at : ""}`);

  /* ---- asking ---- */
  const busy = () => !!document.querySelector("#live .turn");
  const send = (event, data) => window.pqSend && window.pqSend(event, data || {});
  const ask = (text, again = "") => {
    if (busy()) return toast(say("busy"));
    document.querySelector('#pages button[role="tab"]')?.click();
    send("submit", { text, again });
    follow = true;
  };
  const box = () => document.querySelector("#question textarea");
  const fill = (text) => {
    const area = box();
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  };
  const theme = (dark) => {
    document.body.classList.toggle("dark", dark);
    keep("theme", dark ? "dark" : "light");
  };

  const acts = {
    cite: (el) => { opener = el; mark(el); openSection(el.dataset.section, el.dataset.at || ""); },
    section: (el) => { opener = opener || el; openSection(el.dataset.section, el.dataset.at || ""); },
    whole: (el) => {
      opener = opener || el;
      open("document", { id: el.dataset.document || "", section: el.dataset.section || "", at: el.dataset.at || "" });
    },
    share: (el) => copy(link(el.dataset.section, el.dataset.at)),
    "copy-text": (el) => copy(el.dataset.text),
    copy: (el) => copy(readable(el.closest(".answer"))),
    ask: (el) => ask(el.dataset.text),
    retry: (el) => ask(el.closest(".turn").querySelector(".asked p").textContent, el.dataset.turn),
    edit: (el) => fill(el.dataset.text),
    close,
    theme: () => theme(!document.body.classList.contains("dark")),
    settings: (el) => { opener = el; show("settings"); },
    history: (el) => {
      opener = el;
      document.querySelector("#talks .list").innerHTML = document.querySelector("#history .talks")?.outerHTML || "";
      show("talks");
    },
    new: () => { if (busy()) return toast(say("busy")); close(); send("clear"); document.querySelector('#pages button[role="tab"]')?.click(); box()?.focus(); },
    "open-talk": (el) => { if (busy()) return toast(say("busy")); close(); send("select", { talk: el.dataset.talk }); },
    "export-md": () => send("download", { format: "md" }),
    "export-docx": () => send("download", { format: "docx" }),
    "check-llm": async (el) => {
      el.disabled = true;
      $("checked").textContent = say("loading");
      try {
        $("checked").textContent = (await (await fetch("/pages/check-llm", { method: "POST" })).json()).said;
      } catch {
        $("checked").textContent = say("load_failed");
      }
      el.disabled = false;
    },
    delete: (el) => { if (confirm(el.dataset.sure)) send("delete", { document: el.dataset.document }); },
    language: (el) => {
      document.cookie = `lang=${english ? "zh" : "en"};path=/;max-age=31536000;samesite=lax`;
      location.href = (english ? "/" : "/en/") + location.search;
    },
  };
  const mark = (el) => {
    document.querySelectorAll(".cite.open").forEach((c) => c.classList.remove("open"));
    el.classList.add("open");
  };
  const readable = (answer) => {
    const copyOf = answer.querySelector(".words").cloneNode(true);
    copyOf.querySelectorAll(".badge").forEach((b) => b.remove());
    copyOf.querySelectorAll(".cite").forEach((c) => { c.textContent = `[${c.textContent}]`; });
    const sources = [...answer.querySelectorAll(".sources li")].map(
      (li) => `[${li.querySelector(".cite").textContent}] ${li.querySelector("b").textContent} ${li.querySelector("small").textContent}`);
    return [copyOf.textContent, ...sources].join("\n");
  };

  document.addEventListener("click", (event) => {
    const el = event.target.closest?.("[data-act]");
    if (!el || !acts[el.dataset.act]) return;
    if (el.tagName === "A" && (event.ctrlKey || event.metaKey || event.shiftKey)) return; // a new tab
    event.preventDefault();
    event.stopPropagation();
    hideCard();
    acts[el.dataset.act](el);
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && close()) return;
    if (event.key !== "Enter" || event.target !== box()) return;
    // Enter that confirms an input-method candidate belongs to the input method.
    if (event.isComposing || event.keyCode === 229) return event.stopImmediatePropagation();
    event.stopImmediatePropagation();
    if (event.shiftKey) return;
    event.preventDefault();
    if (busy()) return toast(say("busy"));
    if (!box().value.trim()) return;
    follow = true;
    setTimeout(() => $("send").click(), 30); // the value has reached Gradio by then
  }, true);

  /* ---- the quote under a citation ---- */
  const hideCard = () => { if ($("card")) $("card").hidden = true; };
  const showCard = (el) => {
    const card = $("card");
    if (!card || !el.dataset.quote) return;
    const from = document.createElement("small");
    from.textContent = el.dataset.from || "";
    const quote = el.dataset.quote;
    card.replaceChildren(from, `“${quote.length > 160 ? quote.slice(0, 160) + "…" : quote}”`);
    card.hidden = false;
    const place = el.getBoundingClientRect();
    const below = place.bottom + 8 + card.offsetHeight < innerHeight;
    card.style.top = `${below ? place.bottom + 8 : Math.max(8, place.top - 8 - card.offsetHeight)}px`;
    card.style.left = `${Math.max(8, Math.min(place.left - 24, innerWidth - card.offsetWidth - 8))}px`;
  };
  document.addEventListener("mouseover", (e) => { const c = e.target.closest?.(".cite"); if (c) showCard(c); else hideCard(); });
  document.addEventListener("focusin", (e) => { if (e.target.matches?.(".cite:focus-visible")) showCard(e.target); else hideCard(); });
  document.addEventListener("scroll", hideCard, true);

  /* ---- what arrives: keep it in view unless the reader scrolled away ---- */
  let follow = true;
  addEventListener("wheel", () => { follow = false; }, { passive: true });
  addEventListener("touchmove", () => { follow = false; }, { passive: true });
  const arrived = () => {
    const live = document.querySelector("#live .turn");
    if (live && follow) {
      const over = live.getBoundingClientRect().bottom - (document.querySelector("#composer")?.getBoundingClientRect().top || innerHeight);
      if (over > 0) scrollBy(0, over + 16);
    }
    const file = document.querySelector("#download a:not([data-done])");
    if (file) { file.dataset.done = "1"; file.click(); }
  };

  const start = () => {
    if (!$("source") || !$("words")) return false;
    for (const id of [...panels, "card", "toast"]) document.body.append($(id)); // out of Gradio's boxes
    if (kept("theme")) theme(kept("theme") === "dark");
    const hide = $("hide-unsupported");
    hide.checked = kept("unsupported") === "hide";
    const apply = () => document.body.classList.toggle("hide-unsupported", hide.checked);
    hide.addEventListener("change", () => { keep("unsupported", hide.checked ? "hide" : "show"); apply(); });
    apply();
    new MutationObserver(arrived).observe(document.body, { childList: true, subtree: true });
    const asked = new URLSearchParams(location.search).get("section");
    if (asked) openSection(asked, new URLSearchParams(location.search).get("at") || "");
    return true;
  };
  const wait = setInterval(() => { if (start()) clearInterval(wait); }, 40);
})();
