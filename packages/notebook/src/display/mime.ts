/** One value in several formats, keyed by MIME type; a front end shows the richest it knows and trusts. */
export interface MimeBundle {
  "text/plain": string;
  [mime: string]: unknown;
}

/** How `show` and `bundle` draw a value. */
export interface DisplayOptions {
  /** A line of text above the value. */
  title?: string;
  /** What a picture shows, in words; by default its `<title>`. */
  alt?: string;
  /** Tensors: numbers or colours; by default numbers while they are few. */
  as?: "table" | "heatmap";
  /** Significant digits of the largest printed number; default 4. */
  digits?: number;
}

/** One row of the table of displays: whether it draws a value, and how. */
export interface Display<T = unknown> {
  accepts(value: unknown): boolean;
  bundle(value: T, options: DisplayOptions): MimeBundle | Promise<MimeBundle>;
}
