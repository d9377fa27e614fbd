import type { Row } from "../row.js";
import { convRows } from "./conv.js";
import { tensorRows } from "./tensor.js";

export const rows: Row[] = [...tensorRows, ...convRows];
