import { divideRoutine } from "../slide/emit.js";
import { copy, type Fields, fields, get, i32, set } from "../wasm/code.js";
import { type CodeModule, codeModule } from "../wasm/module.js";

export const quotientFields: Fields<"from" | "to" | "divisors" | "bytes"> = fields(
  ...(["from", "to", "divisors", "bytes"] as const),
);

/** `quotients`: one channel, each element over its divisor; all channels have the same divisors. */
export const quotientModule: CodeModule = codeModule("quotients", (writer) => {
  const divide = divideRoutine(writer);
  const word = quotientFields.read;
  writer.routine("quotients", 3, (local) => {
    const to = local("i32");
    return (_, d, channel) => [
      set(to, i32.add(word(d, "to"), i32.mul(get(channel), word(d, "bytes")))),
      copy(get(to), i32.add(word(d, "from"), i32.mul(get(channel), word(d, "bytes"))), word(d, "bytes")),
      divide.call(get(to), word(d, "divisors"), word(d, "bytes")),
    ];
  });
});
