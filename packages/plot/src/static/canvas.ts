interface Painting {
  fillStyle: string;
  /** Rectangles in canvas pixels by colour, as SVG path data. */
  paths: Map<string, Rectangle[]>;
}

type Rectangle = [x: number, y: number, width: number, height: number];

/**
 * Gives jsdom's canvas what plotly needs for heat maps, which it paints there rectangle by rectangle: they are
 * kept as vectors, so no image is encoded, and none can be blurred when the picture grows.
 */
export function drawOnCanvas(window: any): void {
  // Otherwise plotly paints one pixel for each cell, and trusts the viewer to enlarge it without smoothing.
  window.CSS = { supports: () => false };
  const paintings = new WeakMap<object, Painting>();
  const { prototype } = window.HTMLCanvasElement;
  prototype.getContext = function (kind: string) {
    if (kind !== "2d") return null;
    const paths: Painting["paths"] = new Map();
    const painting = { fillStyle: "", paths, fillRect };
    paintings.set(this, painting);
    return painting;
  };
  prototype.toDataURL = function () {
    return `data:image/svg+xml,${encodeURIComponent(markup(paintings.get(this)!))}`;
  };
}

function fillRect(this: Painting, ...[x, y, width, height]: Rectangle): void {
  const [left, top, wide, high] = [
    Math.min(x, x + width),
    Math.min(y, y + height),
    Math.abs(width),
    Math.abs(height),
  ];
  const drawn = this.paths.get(this.fillStyle) ?? [];
  this.paths.set(this.fillStyle, drawn);
  const last = drawn.at(-1);
  // Equal neighbours in a row become one rectangle.
  if (last?.[1] === top && last[3] === high && last[0] + last[2] === left) last[2] += wide;
  else drawn.push([left, top, wide, high]);
}

function markup({ paths }: Painting): string {
  return [...paths]
    .map(([colour, drawn]) => `<path fill="${opaque(colour)}" d="${drawn.map(outline).join("")}"/>`)
    .join("");
}

/** `rgba(…,1)` as SVG 1.1 has it: some programs know no other. */
function opaque(colour: string): string {
  return colour.replace(/^rgba\((.*),1\)$/, "rgb($1)");
}

function outline([x, y, width, height]: Rectangle): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`;
}

/** Puts what was painted where plotly put the image of it. */
export function inlinePaintings(svg: string): string {
  return svg.replace(
    /<image ([^>]*)xlink:href="data:image\/svg\+xml,([^"]*)"([^>]*?)(\/>|><\/image>)/g,
    (_, ...[before, painted, after]) => {
      const place = ["x", "y", "width", "height"]
        .map((name) => new RegExp(`\\b${name}="[^"]*"`).exec(`${before}${after}`)![0])
        .join(" ");
      return `<svg ${place} shape-rendering="crispEdges">${decodeURIComponent(painted)}</svg>`;
    },
  );
}
