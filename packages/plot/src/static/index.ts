export { chartSvg, missing } from "./chartSvg.js";
