/** A drawing and its words, before it becomes a document. Its origin lies `top` below its upper edge. */
export interface Drawing {
  body: string;
  width: number;
  height: number;
  top: number;
  title: string;
  /** What is seen, in sentences. */
  how: string;
  caption: string[][];
  /** First baseline of the caption; default below everything. */
  captionTop?: number;
}

/** Space over a map for its title and a line below it. */
export const headingHeight = 46;
