// Runs before the first paint: the reader's own choice of colours, if there is one; else the system's holds.
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const key = "convkit-theme";
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";
  const mark = () => root.classList.toggle("dark", isDark());
  const choose = (theme) => {
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    else delete root.dataset.theme;
    mark();
  };
  mark();
  try {
    choose(localStorage.getItem(key));
  } catch {
    // No storage: the choice lasts as long as the page.
  }
  const toggle = () => {
    const dark = !isDark();
    const theme = dark === system.matches ? undefined : dark ? "dark" : "light";
    choose(theme);
    try {
      if (theme === undefined) localStorage.removeItem(key);
      else localStorage.setItem(key, theme);
    } catch {}
    root.dispatchEvent(new Event("themechange"));
  };
  system.addEventListener("change", () => {
    mark();
    root.dispatchEvent(new Event("themechange"));
  });

  // The page's policy lets scripts run by their nonce, so what these scripts load gets it from them.
  const { nonce } = document.currentScript;
  const loads = new Map();
  const load = (src) => {
    if (!loads.has(src)) {
      const loading = new Promise((resolve, reject) => {
        const script = document.createElement("script");
        Object.assign(script, { nonce, src, onload: resolve, onerror: reject });
        document.head.append(script);
      });
      loads.set(src, loading);
    }
    return loads.get(src);
  };
  window.convkit = { isDark, toggle, load };
})();
