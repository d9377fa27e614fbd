// Charts come to life as they come into view; the picture stays for print, and where scripts are off.
(() => {
  const boxes = document.querySelectorAll("[data-chart]");
  const drawn = new Map();
  const ink = { light: "#1d1f21", dark: "#e4e6e8" };
  const grid = { light: "#dddddd", dark: "#3a434d" };

  /** The house style's colours for the page's; only those that the chart was given light. */
  const coloured = (layout) => {
    const theme = convkit.isDark() ? "dark" : "light";
    const axes = Object.keys(layout).filter((name) => /^[xyz]axis\d*$/.test(name));
    const axis = { gridcolor: grid[theme], linecolor: ink[theme], tickcolor: ink[theme] };
    return {
      ...layout,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: {
        ...layout.font,
        color: ink[theme],
        family: getComputedStyle(document.querySelector(".bar")).fontFamily,
      },
      legend: { ...layout.legend, bgcolor: "rgba(0,0,0,0)" },
      ...Object.fromEntries(axes.map((name) => [name, { ...layout[name], ...axis }])),
    };
  };
  /** On a phone the legend stands below, and the margins are smaller. */
  const narrow = (layout) => ({
    ...layout,
    legend: { ...layout.legend, orientation: "h", x: 0, y: -0.27, yanchor: "top" },
    margin: { ...layout.margin, l: 50, r: 12 },
  });
  const draw = (box) => {
    const { data, layout, place } = drawn.get(box);
    const { width, ...rest } = place.clientWidth < 480 ? narrow(layout) : layout;
    const config = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d"] };
    return Plotly.react(place, data, { ...coloured(rest), autosize: true }, config);
  };
  const start = async (box) => {
    const figure = JSON.parse(box.querySelector("script").textContent);
    const place = document.createElement("div");
    place.className = "plot";
    await convkit.load("plotly.js");
    if (figure.layout?.width) place.style.maxWidth = `${figure.layout.width}px`;
    place.style.height = `${figure.layout?.height ?? 400}px`;
    drawn.set(box, { data: figure.data, layout: figure.layout ?? {}, place });
    box.append(place);
    box.classList.add("live");
    await draw(box);
  };
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (!isIntersecting) continue;
        seen.unobserve(target);
        start(target).catch(() => {
          target.classList.remove("live");
          target.querySelector(".plot")?.remove();
        });
      }
    },
    { rootMargin: "600px" },
  );
  for (const box of boxes) seen.observe(box);
  document.documentElement.addEventListener("themechange", () => {
    for (const box of drawn.keys()) draw(box);
  });
})();
