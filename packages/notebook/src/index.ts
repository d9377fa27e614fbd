export type {
  Cell,
  CellMetadata,
  DisplayOutput,
  ErrorOutput,
  MimeBundle,
  Notebook,
  Output,
  StreamOutput,
} from "./notebook-file/notebook.js";
export { parseNotebook, readNotebook } from "./notebook-file/read.js";
export { formatNotebook, writeNotebook } from "./notebook-file/write.js";
export { describeFailure, type Failure } from "./run/failure.js";
export { type NotebookRun, type RunOptions, runNotebook } from "./run/run-notebook.js";
export { type NamedRun, type RunManyOptions, runNotebooks } from "./run/run-notebooks.js";
