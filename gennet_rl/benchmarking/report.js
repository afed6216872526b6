"use strict";

// One page at a time, by the address's fragment; without this script they follow one another.
const pages = [...document.querySelectorAll(".page")];
const links = [...document.querySelectorAll("nav a")];

function showPage() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const wanted = target && target.closest(".page") || pages[0];
  for (const page of pages) page.classList.toggle("shown", page === wanted);
  for (const link of links) {
    if (link.hash === "#" + wanted.id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (target && target !== wanted) target.scrollIntoView();
  else window.scrollTo(0, 0);
}

document.body.classList.add("tabbed");
window.addEventListener("hashchange", showPage);
showPage();

// Episodes of one agent at a time; the choice holds on every page that has the agent.
const choices = [...document.querySelectorAll(".choose-agent")];

function showAgent(choice) {
  for (const part of choice.closest(".page").querySelectorAll(".episodes")) {
    part.hidden = part.dataset.agent !== choice.value;
  }
}

for (const choice of choices) {
  showAgent(choice);
  choice.addEventListener("change", () => {
    for (const other of choices) {
      if ([...other.options].some((option) => option.value === choice.value)) {
        other.value = choice.value;
        showAgent(other);
      }
    }
  });
}

const boxes = [...document.querySelectorAll(".toggle-attention")];
for (const box of boxes) {
  box.addEventListener("change", () => {
    for (const other of boxes) other.checked = box.checked;
    document.body.classList.toggle("without-attention", !box.checked);
  });
}

// A heading sorts its table's rows: highest first, then lowest first; what has no value stays last.
function keyOf(row, column) {
  const text = row.cells[column].dataset.value;
  if (text === undefined || text === "") return null;
  return Number.isNaN(Number(text)) ? text : Number(text);
}

function compare(one, other) {
  if (typeof one === typeof other) return one < other ? -1 : one > other ? 1 : 0;
  return typeof one === "number" ? -1 : 1;
}

for (const button of document.querySelectorAll(".sort")) {
  button.addEventListener("click", () => {
    const heading = button.closest("th");
    const body = heading.closest("table").tBodies[0];
    const descending = heading.getAttribute("aria-sort") !== "descending";
    for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
    heading.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const rows = [...body.rows].map((row) => [keyOf(row, heading.cellIndex), row]);
    rows.sort(([one], [other]) => {
      if (one === null || other === null) return (one === null) - (other === null);
      return descending ? compare(other, one) : compare(one, other);
    });
    body.append(...rows.map(([, row]) => row));
  });
}
