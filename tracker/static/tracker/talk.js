// Beside the lists and the margin. Everything works without it; positions sent to the server are code points.
(() => {
  "use strict";

  const codePoints = (text) => Array.from(text).length;

  // The words last selected in a line: a press on 提意见 takes them along.
  let chosen = null;
  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const at = range.commonAncestorContainer;
    const line = (at.nodeType === Node.TEXT_NODE ? at.parentElement : at).closest(".line-text");
    if (!line) return;
    const before = document.createRange();
    before.selectNodeContents(line);
    before.setEnd(range.startContainer, range.startOffset);
    const start = codePoints(before.toString());
    chosen = { line: line.closest(".line"), start, end: start + codePoints(range.toString()) };
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-comment]");
    if (link && chosen && link.closest(".line") === chosen.line) {
      link.search = `?start=${chosen.start}&end=${chosen.end}`;
    }
    const all = event.target.closest("a[data-tick]");
    if (!all) return;
    event.preventDefault();
    const boxes = Array.from(document.querySelectorAll(`input[type=checkbox][form=${all.dataset.tick}]`));
    const every = boxes.every((box) => box.checked);
    boxes.forEach((box) => {
      box.checked = !every;
    });
  });
})();
