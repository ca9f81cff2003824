/* One listener for clicks, one for keys; then the page begins. */
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
  if (event.key !== "Escape" || $("sure")?.open) return;
  if ($("scope-list") && !$("scope-list").hidden) { scopeOpen(false); $("scope-button").focus(); return; }
  close();
}, true);

const start = () => {
  if (!$("source") || !$("words") || !$("composer")) return false;
  for (const id of [...panels, "card", "toast", "sure"]) document.body.append($(id)); // out of Gradio's boxes
  if (kept("theme")) theme(kept("theme") === "dark");
  const unverified = (choice) => document.body.classList.toggle("hide-unsupported", choice === "hide");
  const choice = kept("unsupported") === "hide" ? "hide" : "show";
  unverified(choice);
  for (const input of all("#settings input[name=unverified]")) {
    input.checked = input.value === choice;
    input.addEventListener("change", () => { keep("unsupported", input.value); unverified(input.value); });
  }
  startChat();
  startEvaluation();
  const asked = new URLSearchParams(location.search);
  if (asked.get("section")) openSection(asked.get("section"), asked.get("at") || "");
  document.body.classList.add("ready");
  return true;
};
const wait = setInterval(() => { if (start()) clearInterval(wait); }, 30);
