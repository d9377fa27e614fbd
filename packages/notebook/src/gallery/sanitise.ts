import sanitizeHtml from "sanitize-html";

const pictureData = /^data:image\/(?:svg\+xml|png);base64,[A-Za-z0-9+/]+={0,2}$/;

/** HTML outputs reduced to what a page of others' results may hold: text, tables and embedded pictures. */
export function sanitise(html: string): string {
  return sanitizeHtml(html, options);
}

// Nothing that runs, loads or covers the page; an SVG inside an <img> can do none of these.
const options: sanitizeHtml.IOptions = {
  allowedTags: [
    ..."p br hr div span b strong i em u s small sub sup code pre blockquote ul ol li dl dt dd h3 h4 h5 h6".split(
      " ",
    ),
    ..."table caption colgroup col thead tbody tfoot tr th td a img".split(" "),
  ],
  allowedAttributes: {
    a: ["href"],
    img: ["src", "alt", "width", "height"],
    "*": ["align", "colspan", "rowspan", "scope", "style"],
  },
  allowedStyles: {
    "*": {
      "text-align": [/^(left|right|center)$/],
      "font-weight": [/^(bold|normal|[1-9]00)$/],
      "font-style": [/^(italic|normal)$/],
    },
  },
  allowedSchemes: ["http", "https", "mailto"],
  allowedSchemesByTag: { img: ["data"] },
  allowProtocolRelative: false,
  exclusiveFilter: ({ tag, attribs }) => tag === "img" && !pictureData.test(attribs.src ?? ""),
};
