import type { Row } from "../row.js";
import { convRows } from "./conv.js";
import { layerRows } from "./layers.js";
import { normalisationRows } from "./normalisation.js";
import { poolingRows } from "./pooling.js";
import { tensorRows } from "./tensor.js";

export const rows: Row[] = [...tensorRows, ...convRows, ...poolingRows, ...normalisationRows, ...layerRows];
