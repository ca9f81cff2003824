/* The evaluation page: a run's numbers, earlier runs, a new run with its progress. */
const evaluation = () => $("evaluation");
let watching = null;
const showRun = async (run = "") => {
  const place = evaluation();
  if (!place) return;
  if (!place.hasChildNodes()) place.textContent = say("loading");
  try {
    const page = await get("eval", { run });
    place.innerHTML = page.html; // escaped by the server
    watch();
  } catch (error) {
    problem(place, error.told || say("failed_network"));
  }
};
const watch = async () => {
  clearTimeout(watching);
  const state = await get("eval/progress").catch(() => null);
  const place = $("running");
  if (!state || !place) return;
  all("[data-act=eval-run]").forEach((b) => { b.disabled = state.running; });
  if (state.running) {
    place.hidden = false;
    if (!place.querySelector("progress")) {
      place.innerHTML = "<span></span><progress></progress>";
      place.querySelector("progress").setAttribute("aria-label", say("eval_running"));
    }
    const bar = place.querySelector("progress");
    place.querySelector("span").textContent = `${say("eval_running")} ${state.total ? `${state.done} / ${state.total}` : ""}`;
    if (state.total) Object.assign(bar, { max: state.total, value: state.done });
    place.dataset.seen = "1";
    watching = setTimeout(watch, 600);
  } else if (state.error && place.dataset.seen) {
    place.hidden = false;
    problem(place, state.error);
  } else if (place.dataset.seen) {
    showRun();
  }
};
Object.assign(acts, {
  "eval-run": async (el) => {
    try {
      await post("eval/run", { size: Number(el.dataset.size) || null });
    } catch (error) {
      if (error.message !== "409") return toast(error.told || say("failed_network"));
    }
    $("running").dataset.seen = "1";
    watch();
  },
  "eval-show": (el) => { showRun(el.dataset.run); scrollTo(0, 0); },
  "eval-why": (el) => {
    all(".filters button", evaluation()).forEach((b) => b.setAttribute("aria-pressed", String(b === el)));
    all(".case", evaluation()).forEach((c) => { c.hidden = Boolean(el.dataset.why) && c.dataset.why !== el.dataset.why; });
  },
});
const startEvaluation = () => {
  // Gradio draws a tab when it is opened first; each opening shows the latest run.
  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.('#pages button[role="tab"]');
    if (!tab || tabs().indexOf(tab) !== 2) return;
    const wait = setInterval(() => { if (evaluation()?.offsetParent) { clearInterval(wait); showRun(); } }, 30);
  });
};
