// Lists by keyboard, and columns moved without asking the server each time. Everything works without it.
(() => {
  "use strict";

  const rowsOf = (wrap) => Array.from(wrap.querySelectorAll("tbody tr"));

  // The heading stays on the page itself where no column lies outside of the list.
  const fit = () => {
    document.querySelectorAll(".list-wrap").forEach((wrap) => {
      wrap.classList.remove("fits");
      if (wrap.scrollWidth <= wrap.clientWidth) wrap.classList.add("fits");
    });
  };

  const go = (wrap, step) => {
    const rows = rowsOf(wrap);
    const now = rows.indexOf(document.activeElement.closest("tbody tr"));
    const next = now < 0 ? rows[step > 0 ? 0 : rows.length - 1] : rows[now + step];
    if (!next) return;
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const typing = (target) => target.matches("input:not([type=checkbox]), textarea, select");

  document.addEventListener("keydown", (event) => {
    const wrap = event.target.closest ? event.target.closest(".list-wrap") : null;
    if (!wrap || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const row = event.target.closest("tbody tr");
    const steps = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
    if (steps[event.key]) {
      event.preventDefault();
      go(wrap, steps[event.key]);
    } else if (event.key === "Enter" && row && event.target === row) {
      const link = row.querySelector("a[href]");
      if (link) link.click();
    } else if (event.key === "x" && row) {
      const box = row.querySelector("input[type=checkbox]");
      if (box) box.click();
    }
  });

  // A button 上移 or 下移 moves its column here; what is saved is the order in which they stand.
  document.addEventListener("click", (event) => {
    const button = event.target.closest ? event.target.closest("form[data-columns] button[name=move]") : null;
    if (!button) return;
    event.preventDefault();
    const item = button.closest("li");
    const up = button.value.endsWith(":up");
    const other = up ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    item.parentElement.insertBefore(up ? item : other, up ? other : item);
    const status = button.form.querySelector("[data-moved]");
    const place = Array.from(item.parentElement.children).indexOf(item) + 1;
    status.textContent = status.dataset.moved.replace("%s", String(place));
    button.focus();
  });

  document.addEventListener("DOMContentLoaded", () => {
    fit();
    document.querySelectorAll("[data-list-keys]").forEach((line) => line.removeAttribute("hidden"));
  });
  window.addEventListener("resize", fit);
})();
