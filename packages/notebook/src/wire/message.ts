import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/**
 * One message of the Jupyter protocol, version 5.3.
 * Source: jupyter-client.readthedocs.io, "Messaging in Jupyter", The Wire Protocol.
 */
export interface Message {
  header: Header;
  /** The header of the request that this message answers; empty for a request. */
  parent: Partial<Header>;
  metadata: Record<string, unknown>;
  content: Record<string, unknown>;
}

export interface Header {
  msg_id: string;
  msg_type: string;
  session: string;
  username: string;
  date: string;
  version: string;
}

const delimiter = Buffer.from("<IDS|MSG>");

/** A request with a new id. */
export function request(session: string, type: string, content: Record<string, unknown>): Message {
  const date = new Date().toISOString();
  const header = { msg_id: randomUUID(), msg_type: type, session, username: "convkit", date, version: "5.3" };
  return { header, parent: {}, metadata: {}, content };
}

/** The frames of a message: delimiter, signature, header, parent, metadata, content. */
export function encode(message: Message, key: string): Buffer[] {
  const { header, parent, metadata, content } = message;
  const parts = [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
  return [delimiter, Buffer.from(sign(parts, key)), ...parts];
}

/**
 * Reads the frames of a message; routing prefixes before the delimiter are skipped.
 * @throws Error if the delimiter is missing, a part is missing, or the signature is not that of the key
 */
export function decode(frames: readonly Buffer[], key: string): Message {
  const at = frames.findIndex((frame) => delimiter.equals(frame));
  if (at < 0) throw new Error(`message of ${frames.length} frames without the delimiter ${delimiter}`);
  const [signature, ...parts] = frames.slice(at + 1);
  if (parts.length < 4) throw new Error(`message with ${parts.length} parts after the signature, expected 4`);
  const expected = Buffer.from(sign(parts, key));
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
    throw new Error(`message signed ${signature}, expected ${expected}`);
  }
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString("utf8")));
  return { header, parent, metadata, content };
}

/** HMAC-SHA256 over the parts in order, in hexadecimal. */
function sign(parts: readonly Buffer[], key: string): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}
