// The page's own controls: colours, keys, what a link to a folded part opens.
(() => {
  const root = document.documentElement;
  const button = document.querySelector("#theme");
  const schemes = new Set();

  // Drawings that stand in the page itself ask the system; here the reader's choice answers.
  const paint = (dark = convkit.isDark()) => {
    button.setAttribute("aria-pressed", String(dark));
    for (const { sheet } of document.querySelectorAll("svg style")) {
      for (const rule of sheet.cssRules) {
        if (/prefers-color-scheme/.test(rule.conditionText)) schemes.add(rule);
      }
    }
    for (const { media } of schemes) media.mediaText = dark ? "all" : "not all";
  };
  button.hidden = false;
  button.addEventListener("click", convkit.toggle);
  root.addEventListener("themechange", () => paint());
  addEventListener("beforeprint", () => paint(false));
  addEventListener("afterprint", () => paint());
  paint();

  // Where the contents stand above the text, they would push it off the screen.
  const contents = document.querySelector(".contents");
  if (contents && matchMedia("(max-width: 76rem)").matches) contents.open = false;

  const unfold = () => {
    let target;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      return;
    }
    let folded = target?.closest("details:not([open])");
    if (!folded) return;
    for (; folded; folded = folded.parentElement.closest("details")) folded.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", unfold);
  unfold();

  const turn = { ArrowLeft: "prev", ArrowRight: "next" };
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return;
    if (target.closest("input, select, textarea, dialog, [contenteditable], .plot")) return;
    // A wide table or listing that has the focus scrolls.
    if (key in turn && target !== document.body && target.scrollWidth > target.clientWidth + 1) return;
    if (key in turn) document.querySelector(`a[rel="${turn[key]}"]`)?.click();
  });
})();
