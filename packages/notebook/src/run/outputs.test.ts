import { expect, test } from "vitest";
import type { Output } from "../notebook-file/notebook.js";
import { type Message, request } from "../wire/message.js";
import { addOutput, type Displays } from "./outputs.js";

const stream = (name: string, text: string): Message => request("s", "stream", { name, text });
const display = (text: string, id?: string, type = "display_data"): Message =>
  request("s", type, { data: { "text/plain": text }, metadata: {}, transient: { display_id: id } });
const shown = (text: string): Output => ({
  output_type: "display_data",
  data: { "text/plain": text },
  metadata: {},
});

function collect(messages: readonly Message[], displays: Displays = new Map()): Output[] {
  const outputs: Output[] = [];
  for (const message of messages) addOutput(outputs, message, displays);
  return outputs;
}

test("neighbouring texts of one stream become one output, others stay apart", () => {
  const messages = [
    stream("stdout", "a"),
    stream("stdout", "b\n"),
    stream("stderr", "c"),
    stream("stdout", "d"),
    display("e"),
    stream("stdout", "f"),
  ];
  expect(collect(messages)).toEqual([
    { output_type: "stream", name: "stdout", text: "ab\n" },
    { output_type: "stream", name: "stderr", text: "c" },
    { output_type: "stream", name: "stdout", text: "d" },
    shown("e"),
    { output_type: "stream", name: "stdout", text: "f" },
  ]);
});

test("an update replaces what its id shows, in an earlier cell too, and is no output of its own", () => {
  const displays: Displays = new Map();
  const first = collect([display("1", "x"), display("other"), display("2", "x")], displays);
  expect(collect([display("3", "x", "update_display_data")], displays)).toEqual([]);
  expect(first).toEqual([shown("3"), shown("other"), shown("3")]);
});

test("an error keeps name, message and traceback; what is no output is left out", () => {
  const error = { ename: "RangeError", evalue: "kaboom", traceback: ["RangeError: kaboom"] };
  const messages = [request("s", "status", { execution_state: "busy" }), request("s", "error", error)];
  expect(collect(messages)).toEqual([{ output_type: "error", ...error }]);
});
