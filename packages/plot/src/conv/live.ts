import type { Side } from "./grid.js";

/**
 * The script beside the image: play and pause, a slider, and the step of the cell under the pointer. It reads
 * the frames of the animation from its style names, so the drawing itself is the one of mode `animated`.
 */
export function liveScript(id: string, stepping: Side, frames: readonly number[]): string {
  return `(() => {
  const frames = [${frames.join()}];
  for (const image of document.querySelectorAll('img[data-live="${id}"]')) {
    const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (c) => c.charCodeAt(0));
    const box = document.createElement("div");
    box.innerHTML = new TextDecoder().decode(bytes);
    const svg = box.firstChild;
    svg.style.maxWidth = "100%";
    svg.style.height = "auto";
    const parts = [...svg.querySelectorAll(".t")].map((part) => {
      const [, from, until] = part.style.animationName.split("-").map(Number);
      part.style.animation = "none";
      return { part, from, until };
    });
    const cells = [...svg.querySelectorAll('[data-part="${stepping}"] > [data-at]')]
      .filter((cell) => cell.dataset.kind !== "padding");
    const bar = box.appendChild(document.createElement("div"));
    const button = bar.appendChild(document.createElement("button"));
    const slider = bar.appendChild(document.createElement("input"));
    Object.assign(slider, { type: "range", min: 0, max: frames.length - 1 });
    slider.setAttribute("aria-label", "step");
    slider.style.width = "min(20em, 60%)";
    slider.style.verticalAlign = "middle";
    let timer;
    const show = (i) => {
      slider.value = i;
      for (const { part, from, until } of parts)
        part.style.visibility = from <= i && i < until ? "visible" : "hidden";
    };
    const pause = () => {
      clearTimeout(timer);
      timer = undefined;
      button.textContent = "\\u25B6 play";
    };
    const play = () => {
      button.textContent = "\\u275A\\u275A pause";
      const i = +slider.value;
      timer = setTimeout(() => {
        if (!svg.isConnected) return;
        show((i + 1) % frames.length);
        play();
      }, i === frames.length - 1 ? 2000 : 800);
    };
    button.onclick = () => (timer === undefined ? play() : pause());
    slider.oninput = () => {
      pause();
      show(+slider.value);
    };
    svg.onpointermove = ({ clientX, clientY }) => {
      const t = cells.findIndex((cell) => {
        const { left, right, top, bottom } = cell.getBoundingClientRect();
        return left < clientX && clientX < right && top < clientY && clientY < bottom;
      });
      if (t < 0 || !frames.includes(t)) return;
      pause();
      show(frames.indexOf(t));
    };
    image.replaceWith(box);
    show(0);
    matchMedia("(prefers-reduced-motion: reduce)").matches ? pause() : play();
  }
})();`;
}
