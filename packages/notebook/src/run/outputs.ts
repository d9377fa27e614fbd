import type { DisplayOutput, MimeBundle, Output } from "../notebook-file/notebook.js";
import type { Message } from "../wire/message.js";

/** Display ids → the outputs shown under them, in any cell of a notebook. */
export type Displays = Map<string, DisplayOutput[]>;

/**
 * Adds what a message publishes to the outputs of its cell, as Jupyter stores it: neighbouring texts of one stream
 * become one output, an update replaces what its display id shows wherever that stands.
 * @returns whether the message was an output
 */
export function addOutput(outputs: Output[], message: Message, displays: Displays): boolean {
  const content = message.content as unknown as Published;
  switch (message.header.msg_type) {
    case "stream": {
      const last = outputs.at(-1);
      if (last?.output_type === "stream" && last.name === content.name) last.text += content.text;
      else outputs.push({ output_type: "stream", name: content.name, text: content.text });
      return true;
    }
    case "display_data": {
      const output: DisplayOutput = {
        output_type: "display_data",
        data: content.data,
        metadata: content.metadata ?? {},
      };
      outputs.push(output);
      const id = content.transient?.display_id;
      if (id !== undefined) displays.set(id, [...(displays.get(id) ?? []), output]);
      return true;
    }
    case "update_display_data": {
      for (const output of displays.get(content.transient?.display_id ?? "") ?? []) {
        output.data = content.data;
        output.metadata = content.metadata ?? {};
      }
      return true;
    }
    case "error": {
      const { ename, evalue, traceback } = content;
      outputs.push({ output_type: "error", ename, evalue, traceback });
      return true;
    }
    default:
      return false;
  }
}

/** The contents of the messages above, taken together. */
interface Published {
  name: "stdout" | "stderr";
  text: string;
  data: MimeBundle;
  metadata?: Record<string, unknown>;
  transient?: { display_id?: string };
  ename: string;
  evalue: string;
  traceback: string[];
}
