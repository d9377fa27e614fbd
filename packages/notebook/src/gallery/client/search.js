// Search: MiniSearch and the index come when the search is first opened.
(() => {
  const dialog = document.querySelector("#search");
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("ol");
  const status = dialog.querySelector("[role=status]");
  const opener = document.querySelector("#open-search");
  const most = 30;
  const around = 60;
  let index;

  const element = (name, attributes, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };

  /** Text around the first found word, with all found words marked. */
  const excerpt = (text, words) => {
    const pattern = new RegExp(words.map((word) => word.replace(/[^\p{L}\p{N}]/gu, "\\$&")).join("|"), "giu");
    const at = words.length > 0 ? text.search(pattern) : -1;
    const start = at > around ? text.indexOf(" ", at - around) + 1 : 0;
    const end = text.indexOf(" ", start + 4 * around);
    const piece = end < 0 ? text.slice(start) : text.slice(start, end);
    const marked = element("span", { className: "excerpt" }, start > 0 ? "… " : "");
    let done = 0;
    for (const match of words.length > 0 ? piece.matchAll(pattern) : []) {
      marked.append(piece.slice(done, match.index), element("mark", { textContent: match[0] }));
      done = match.index + match[0].length;
    }
    marked.append(piece.slice(done), end < 0 ? "" : " …");
    return marked;
  };

  const show = () => {
    const query = input.value.trim();
    let found = [];
    if (index !== undefined && query !== "") {
      found = index.search(query, { combineWith: "AND" });
      if (found.length === 0) found = index.search(query);
    }
    const items = found.slice(0, most).map(({ id, title, where, text, terms }) => {
      const head = element("span", { className: "found" }, title);
      const place = element("span", { className: "where" }, where);
      return element("li", {}, element("a", { href: id }, head, place, excerpt(text, terms)));
    });
    list.replaceChildren(...items);
    const count = found.length > most ? `first ${most} of ${found.length} places` : `${found.length} places`;
    status.textContent = query === "" || index === undefined ? "" : found.length === 1 ? "1 place" : count;
  };

  const open = async () => {
    if (dialog.open) return;
    dialog.showModal();
    input.select();
    try {
      await convkit.load("search/minisearch.js");
      await convkit.load("search/index.js");
    } catch {
      status.textContent = "The search index is missing; write the gallery again.";
      return;
    }
    const { options, data } = convkit.searchIndex;
    index ??= MiniSearch.loadJS(data, options);
    show();
  };

  opener.hidden = false;
  opener.addEventListener("click", open);
  input.addEventListener("input", show);
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    open();
  });
  dialog.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      if (to < 0) input.focus();
      else links[Math.min(to, links.length - 1)]?.focus();
    } else if (event.key === "Escape") {
      // A search field would take the first one to empty itself.
      event.preventDefault();
      dialog.close();
    } else if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      links[0]?.click();
    }
  });
  // A click beside the box, or on a place in this very page, closes it.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("a")) dialog.close();
  });
})();
