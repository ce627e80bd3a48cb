// What a page does beyond links and forms. Everything works without it; positions sent to the server are code points.
(() => {
  "use strict";

  const grow = (box) => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 4}px`;
  };

  const codePoints = (text) => Array.from(text).length;

  const dirty = (box) => box.value !== box.dataset.saved;

  const wake = (root) => {
    root.querySelectorAll("textarea[data-grow]").forEach((box) => {
      if (box.dataset.awake) return;
      box.dataset.awake = "1";
      box.dataset.saved = box.value;
      grow(box);
    });
  };

  document.addEventListener("DOMContentLoaded", () => wake(document));
  document.addEventListener("htmx:load", (event) => wake(event.target));

  document.addEventListener("input", (event) => {
    const box = event.target;
    if (box.matches && box.matches("textarea[data-grow]")) {
      grow(box);
      const status = document.getElementById("saved");
      if (status && dirty(box)) status.textContent = status.dataset.typing;
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest ? event.target.closest("form.editor") : null;
    if (!form) return;
    const box = form.querySelector("textarea[data-grow]");
    const status = document.getElementById("saved");
    if (event.detail.successful) {
      if (box && event.detail.requestConfig.parameters) box.dataset.saved = event.detail.requestConfig.parameters.text || box.value;
    } else if (status) {
      status.textContent = status.dataset.failed;
    }
  });

  window.addEventListener("beforeunload", (event) => {
    const boxes = document.querySelectorAll("form.editor textarea[data-grow]");
    if (Array.from(boxes).some((box) => dirty(box) && !box.form.dataset.leaving)) event.preventDefault();
  });

  // Seen before htmx sees it: a button marked data-plain sends its form the ordinary way, to its own address.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      form.dataset.leaving = "1";
      const at = form.querySelector("input[name=offset]");
      const box = form.querySelector("textarea[data-entry]");
      if (at && box) at.value = codePoints(box.value.slice(0, box.selectionStart));
      if (event.submitter && "plain" in event.submitter.dataset) event.stopPropagation();
    },
    true
  );

  const light = (number, on) => {
    document.querySelectorAll(`[data-note="${number}"]`).forEach((one) => one.classList.toggle("lit", on));
  };
  ["mouseover", "focusin"].forEach((kind) =>
    document.addEventListener(kind, (event) => {
      const one = event.target.closest ? event.target.closest("[data-note]") : null;
      if (one) light(one.dataset.note, true);
    })
  );
  ["mouseout", "focusout"].forEach((kind) =>
    document.addEventListener(kind, (event) => {
      const one = event.target.closest ? event.target.closest("[data-note]") : null;
      if (one) light(one.dataset.note, false);
    })
  );

  document.addEventListener("keydown", (event) => {
    if (event.key === "F8") {
      const notes = Array.from(document.querySelectorAll(".note"));
      if (!notes.length) return;
      event.preventDefault();
      const here = notes.indexOf(document.activeElement);
      const next = notes[(here + (event.shiftKey ? -1 : 1) + notes.length) % notes.length];
      next.focus();
      next.scrollIntoView({ block: "center" });
    }
    if ((event.ctrlKey || event.metaKey) && event.key === "s") {
      const box = document.querySelector("form.editor textarea[data-grow]");
      if (box) {
        event.preventDefault();
        box.form.requestSubmit();
      }
    }
  });
})();
