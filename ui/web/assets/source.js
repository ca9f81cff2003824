// Opens a cited section in the source panel: from a click anywhere, from the address, by keyboard.
(() => {
  const panel = () => document.getElementById("source");
  const open = async (query, push) => {
    const box = panel();
    if (!box) return;
    const body = box.querySelector(".pq-panel-body");
    box.classList.add("pq-open");
    try {
      const reply = await fetch("/section?" + query);
      if (reply.ok) body.innerHTML = await reply.text(); // escaped on the server
      else body.textContent = (await reply.json()).detail;
    } catch {
      body.textContent = "服务器没有回应，请刷新页面。 / The server does not answer; reload the page.";
    }
    const mark = body.querySelector("mark");
    if (mark) mark.scrollIntoView({ block: "center" });
    else body.scrollTop = 0;
    if (push) history.replaceState(null, "", "#" + query);
    box.focus({ preventScroll: true });
  };
  const close = () => panel()?.classList.remove("pq-open");
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.pq-cite");
    if (link) {
      event.preventDefault();
      event.stopPropagation();
      open(link.getAttribute("href").slice(1), true);
    } else if (event.target.closest?.(".pq-close")) close();
  }, true);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  const fromAddress = () => {
    if (location.hash.startsWith("#section=")) open(location.hash.slice(1), false);
  };
  window.addEventListener("hashchange", fromAddress);
  const started = new MutationObserver(() => {
    if (panel()) { started.disconnect(); fromAddress(); }
  });
  started.observe(document, { childList: true, subtree: true });
})();
