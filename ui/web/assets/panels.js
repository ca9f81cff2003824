/* The panels over the page: the source of a citation, the conversations, the settings. */
const panels = ["source", "talks", "settings"];
let opener = null;
const show = (id) => {
  for (const other of panels) $(other).hidden = other !== id;
  document.body.classList.toggle("reading", id !== null);
};
const close = () => {
  if (!panels.some((id) => !$(id).hidden)) return false;
  show(null);
  all(".cite.open").forEach((c) => c.classList.remove("open"));
  if (location.search.includes("section=")) history.replaceState(null, "", location.pathname);
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
  return true;
};
const panel = (id) => (el) => {
  if (!$(id).hidden) return close();
  opener = el;
  show(id);
  $(id).querySelector(".inside").focus({ preventScroll: true });
};

const address = (section, at) => `?section=${encodeURIComponent(section)}${at ? "&at=" + at : ""}`;
let wanted = 0;
const open = async (path, query, url) => {
  const inside = $("source").querySelector(".inside");
  const mine = ++wanted;
  show("source");
  if (!inside.hasChildNodes()) inside.textContent = say("loading");
  inside.setAttribute("aria-busy", "true");
  try {
    const page = await get(path, query);
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
  } catch (error) {
    if (mine === wanted) problem(inside, error.told || say("load_failed"));
  }
  inside.setAttribute("aria-busy", "false");
};
const openSection = (section, at = "") => open("section", { id: section, at }, address(section, at));

Object.assign(acts, {
  close,
  cite: (el) => {
    all(".cite.open").forEach((c) => c.classList.remove("open"));
    el.classList.add("open");
    opener = el;
    openSection(el.dataset.section, el.dataset.at || "");
    el.scrollIntoView({ block: "nearest" });
  },
  section: (el) => { opener ??= el; openSection(el.dataset.section, el.dataset.at || ""); },
  whole: (el) => {
    opener ??= el;
    open("document", { id: el.dataset.document || "", section: el.dataset.section || "", at: el.dataset.at || "" });
  },
  share: (el) => copy(`${location.origin}/${address(el.dataset.section, el.dataset.at)}`),
  settings: panel("settings"),
  history: (el) => { listTalks(); panel("talks")(el); },
  theme: () => theme(!document.body.classList.contains("dark")),
  "check-llm": async (el) => {
    el.disabled = true;
    $("checked").textContent = say("loading");
    try {
      $("checked").textContent = (await (await post("check-llm", {})).json()).said;
    } catch (error) {
      $("checked").textContent = error.told || say("failed_network");
    }
    el.disabled = false;
  },
});
const theme = (dark) => {
  document.body.classList.toggle("dark", dark);
  keep("theme", dark ? "dark" : "light");
};

/* ---- the quote under a citation ---- */
const hideCard = () => { if ($("card")) $("card").hidden = true; };
const showCard = (el) => {
  const card = $("card");
  const quote = el.dataset.quote;
  if (!card || !quote) return;
  const from = document.createElement("small");
  from.textContent = el.dataset.from || "";
  card.replaceChildren(from, `“${quote.length > 160 ? quote.slice(0, 160) + "…" : quote}”`);
  card.hidden = false;
  const place = el.getBoundingClientRect();
  const below = place.bottom + 8 + card.offsetHeight < innerHeight;
  card.style.top = `${below ? place.bottom + 8 : Math.max(8, place.top - 8 - card.offsetHeight)}px`;
  card.style.left = `${Math.max(8, Math.min(place.left - 24, innerWidth - card.offsetWidth - 8))}px`;
};
const hovers = matchMedia("(hover: hover)");
document.addEventListener("mouseover", (e) => {
  const cite = hovers.matches && e.target.closest?.(".cite");
  if (cite) showCard(cite); else hideCard();
});
document.addEventListener("focusin", (e) => { if (e.target.matches?.(".cite:focus-visible")) showCard(e.target); else hideCard(); });
document.addEventListener("scroll", hideCard, true);
