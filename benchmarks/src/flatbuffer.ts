import { Builder } from "flatbuffers";

/** A field of a table: an offset of something written before, or a number. */
export type Field =
  | { readonly offset: number }
  | { readonly int8: number }
  | { readonly int32: number }
  | undefined;

/** Writes tables without generated classes: fields are given in the order of the schema. */
export class Writer {
  readonly #builder = new Builder(1 << 16);

  table(...fields: readonly Field[]): number {
    const builder = this.#builder;
    builder.startObject(fields.length);
    fields.forEach((field, slot) => {
      if (field === undefined) return;
      if ("offset" in field) builder.addFieldOffset(slot, field.offset, 0);
      else if ("int8" in field) builder.addFieldInt8(slot, field.int8, 0);
      else builder.addFieldInt32(slot, field.int32, 0);
    });
    return builder.endObject();
  }

  text(value: string): { offset: number } {
    return { offset: this.#builder.createString(value) };
  }

  integers(values: readonly number[]): { offset: number } {
    this.#builder.startVector(4, values.length, 4);
    for (const value of [...values].reverse()) this.#builder.addInt32(value);
    return { offset: this.#builder.endVector() };
  }

  tables(offsets: readonly number[]): { offset: number } {
    this.#builder.startVector(4, offsets.length, 4);
    for (const offset of [...offsets].reverse()) this.#builder.addOffset(offset);
    return { offset: this.#builder.endVector() };
  }

  /** Bytes that begin at a multiple of 16. */
  bytes(data: Float32Array | Int32Array): { offset: number } {
    this.#builder.prep(16, data.byteLength);
    return {
      offset: this.#builder.createByteVector(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
    };
  }

  finish(root: number, identifier: string): Uint8Array {
    this.#builder.finish(root, identifier);
    return this.#builder.asUint8Array();
  }
}
