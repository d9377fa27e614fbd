declare function btoa(binary: string): string; // in browsers and in Node

/** Text as base64 of its UTF-8 bytes. */
export function encodeBase64(text: string): string {
  const bytes = encodeURIComponent(text).replace(/%(..)/g, (_, hex) =>
    String.fromCharCode(Number(`0x${hex}`)),
  );
  return btoa(bytes);
}
