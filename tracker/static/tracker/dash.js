// A form that takes longer than a second says so. Everything works without it.
(() => {
  "use strict";

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.dataset.busy || form.querySelector(".busy")) return;
    const line = document.createElement("div");
    line.className = "busy";
    line.setAttribute("role", "status");
    const bar = document.createElement("progress");
    bar.className = "bar";
    bar.setAttribute("aria-label", form.dataset.busy);
    line.append(form.dataset.busy, bar);
    form.append(line);
  });

  // A page taken back from the browser's memory is not busy any more.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll(".busy").forEach((one) => one.remove());
  });

  // Escape closes an open menu and gives the focus back to what opened it.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest ? event.target.closest("details.more, details.person") : null;
    if (!menu || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // What had the focus may be replaced: it goes to the same place of what came instead.
  let left = "";
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target } = event.detail;
    left = target && target.id && target.contains(document.activeElement) ? target.id : "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    const lost = !document.activeElement || document.activeElement === document.body;
    const place = left && lost ? document.getElementById(left) : null;
    left = "";
    if (!place) return;
    const next = place.querySelector("textarea, .line-tools a, a, button, summary");
    if (next) next.focus({ preventScroll: true });
  });

  // A menu closes when the focus or a press goes elsewhere.
  const elsewhere = (event) => {
    document.querySelectorAll("details.more[open], details.person[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  };
  document.addEventListener("focusin", elsewhere);
  document.addEventListener("click", elsewhere);
})();
