/** A notebook as nbformat 4 stores it, with texts joined: what this package does not know it keeps. */
export interface Notebook {
  cells: Cell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

export interface Cell {
  cell_type: "code" | "markdown" | "raw";
  id?: string;
  metadata: CellMetadata;
  source: string;
  /** Pictures of a markdown cell: name → bundle. */
  attachments?: Record<string, MimeBundle>;
  /** Code cells only. */
  outputs?: Output[];
  /** Code cells only. */
  execution_count?: number | null;
}

export interface CellMetadata {
  tags?: string[];
  convkit?: { claims?: string[]; verdicts?: Record<string, string> };
  [name: string]: unknown;
}

export type Output = StreamOutput | DisplayOutput | ErrorOutput;

export interface StreamOutput {
  output_type: "stream";
  name: "stdout" | "stderr";
  text: string;
}

export interface DisplayOutput {
  output_type: "display_data" | "execute_result";
  data: MimeBundle;
  metadata: Record<string, unknown>;
  execution_count?: number | null;
}

export interface ErrorOutput {
  output_type: "error";
  ename: string;
  evalue: string;
  traceback: string[];
}

/** MIME type → text, or a JSON value for types ending in `json`. */
export type MimeBundle = Record<string, unknown>;

/** The cells that run: code, and not blank. */
export function executableCells(notebook: Notebook): Cell[] {
  return notebook.cells.filter((cell) => cell.cell_type === "code" && cell.source.trim() !== "");
}

export function hasTag(cell: Cell, tag: string): boolean {
  return cell.metadata.tags?.includes(tag) ?? false;
}
