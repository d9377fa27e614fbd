import { randomUUID } from "node:crypto";
import { Dealer, Subscriber } from "zeromq";
import type { Connection } from "./connection.js";
import { decode, encode, type Message, request } from "./message.js";

/** The client's end of a kernel's shell and iopub sockets. */
export class Client {
  /** Called for each message on iopub, in order. */
  onPublished: (message: Message) => void = () => {};

  readonly #key: string;
  readonly #session: string = randomUUID();
  readonly #shell: Dealer;
  readonly #iopub: Subscriber;
  readonly #replies = new Map<string, (reply: Message) => void>();

  constructor(connection: Connection) {
    const { transport, ip, key } = connection;
    this.#key = key;
    this.#shell = new Dealer({ linger: 0 });
    this.#iopub = new Subscriber({ linger: 0 });
    this.#iopub.subscribe();
    this.#shell.connect(`${transport}://${ip}:${connection.shell_port}`);
    this.#iopub.connect(`${transport}://${ip}:${connection.iopub_port}`);
    void this.#read(this.#shell, (message) => {
      const id = message.parent.msg_id ?? "";
      this.#replies.get(id)?.(message);
      this.#replies.delete(id);
    });
    void this.#read(this.#iopub, (message) => this.onPublished(message));
  }

  /** Sends a request; returns its id and the promise of its reply (which never settles if the kernel dies). */
  request(type: string, content: Record<string, unknown>): { id: string; reply: Promise<Message> } {
    const message = request(this.#session, type, content);
    const id = message.header.msg_id;
    const reply = new Promise<Message>((resolve) => this.#replies.set(id, resolve));
    // Fails when the socket is closed: the kernel is gone then, which `Kernel.exited` tells.
    this.#shell.send(encode(message, this.#key)).catch(() => {});
    return { id, reply };
  }

  close(): void {
    this.#shell.close();
    this.#iopub.close();
  }

  async #read(socket: Dealer | Subscriber, receive: (message: Message) => void): Promise<void> {
    for await (const frames of socket) receive(decode(frames, this.#key));
  }
}
