// What a page does beyond links and forms. Everything works without it; positions sent to the server are code points.
(() => {
  "use strict";

  const grow = (box) => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 4}px`;
  };

  const codePoints = (text) => Array.from(text).length;

  // What the server holds is written into the page as data-saved; a box that differs from it is not saved yet.
  const dirty = (box) => box.value !== box.dataset.saved;
  const say = (kind) => {
    const status = document.getElementById("saved");
    if (status) status.textContent = status.dataset[kind];
  };

  const wake = (root) => {
    root.querySelectorAll("textarea[data-grow]").forEach((box) => {
      if (box.dataset.awake) return;
      box.dataset.awake = "1";
      grow(box);
    });
  };

  // Below the text, where the page is narrow, the checklist is folded away.
  const fold = () => {
    if (window.matchMedia("(max-width: 1100px)").matches) {
      document.querySelectorAll("details[data-fold]").forEach((one) => one.removeAttribute("open"));
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    wake(document);
    fold();
  });
  document.addEventListener("htmx:load", (event) => wake(event.target));

  document.addEventListener("input", (event) => {
    const box = event.target;
    if (box.matches && box.matches("textarea[data-grow]")) {
      grow(box);
      if (dirty(box)) say("typing");
    }
  });

  const editorOf = (event) => (event.target.closest ? event.target.closest("form.editor") : null);

  // Logging in again in another window changes the token; a page left open takes the new one.
  document.addEventListener("htmx:configRequest", (event) => {
    const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie);
    if (!token) return;
    event.detail.headers["X-CSRFToken"] = token[1];
    if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token[1];
  });

  // A page nobody looks at does not say that somebody is there; an open entry says that somebody writes.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.id !== "presence") return;
    if (document.hidden) event.preventDefault();
    if (document.querySelector("form.editor[data-entry]")) event.detail.parameters.writes = "1";
  });

  // Between 完成修改 and its answer nothing can be typed that the answer would wipe out.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("form.editor")) event.target.querySelector("textarea[data-grow]").readOnly = true;
  });

  // An answer from another address is the log-in page: the session has ended and nothing was saved.
  const pathOf = (address) => new URL(address, window.location.href).pathname;
  const elsewhere = ({ xhr, pathInfo }) => xhr.responseURL && pathOf(xhr.responseURL) !== pathOf(pathInfo.requestPath);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!elsewhere(event.detail)) return;
    event.detail.shouldSwap = false;
    const { elt } = event.detail.requestConfig;
    if (elt.href) window.location.assign(elt.href);
  });

  // What was typed while the news of a conflict was on its way goes into the merged text too.
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const typed = event.target.querySelector("textarea[data-entry]");
    const merged = event.detail.fragment.querySelector("textarea[data-merge]");
    if (typed && merged && typed.value !== merged.dataset.typed) merged.value = typed.value;
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = editorOf(event);
    if (!form) return;
    const box = form.querySelector("textarea[data-grow]");
    const { xhr, successful, requestConfig } = event.detail;
    box.readOnly = false;
    if (elsewhere(event.detail)) {
      say("expired");
    } else if (!successful) {
      say("failed");
    } else if (xhr.getResponseHeader("X-Entry-Saved")) {
      box.dataset.saved = requestConfig.parameters.text;
      if (dirty(box)) say("typing");
    }
  });

  window.addEventListener("beforeunload", (event) => {
    const boxes = document.querySelectorAll("form.editor textarea[data-grow]");
    if (Array.from(boxes).some((box) => dirty(box) && !box.form.dataset.leaving)) event.preventDefault();
  });

  // Seen before htmx sees it: a button marked data-plain sends its form the ordinary way, to its own address, once a
  // save on its way has come back.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const plain = event.submitter && "plain" in event.submitter.dataset;
      if (form.hasAttribute("hx-post") && !plain) return;
      if (plain) event.stopPropagation();
      if (plain && form.querySelector(".htmx-request")) {
        event.preventDefault();
        form.addEventListener("htmx:afterRequest", () => form.requestSubmit(event.submitter), { once: true });
        return;
      }
      form.dataset.leaving = "1";
      const at = form.querySelector("input[name=offset]");
      const box = form.querySelector("textarea[data-entry]");
      if (at && box) at.value = codePoints(box.value.slice(0, box.selectionStart));
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
