// Shows only the cases that the two pickers leave.
const pickers = [...document.querySelectorAll("select[data-by]")];
const pick = () => {
  for (const one of document.querySelectorAll("#wrong .case"))
    one.hidden = pickers.some(p => p.value && one.dataset[p.dataset.by] !== p.value);
};
for (const p of pickers) p.addEventListener("change", pick);
