import { Pool } from "./pool.js";
import { workersAvailable } from "./worker.js";

const most = 256;

let pool: Pool | undefined;
let failure: string | undefined;

/** The workers, where there are any. */
export const currentPool = (): Pool | undefined => pool;

/**
 * Sets how many threads compute, the calling one included; 1 until it is called. Results have the same bits for any
 * number. Threads sleep while there is nothing to do and do not keep a process alive; they join calls as soon as they
 * are up, which in a browser takes some milliseconds in which the caller is idle. A network that is compiled already
 * keeps the number it was compiled with.
 *
 * Where threads cannot be had this is no error: `threads()` tells how many there are, `threadsAvailable()` why.
 *
 * @param n an integer from 1 to 256; more than there are processors only costs
 * @throws TypeError, RangeError where it is anything else
 * @example
 * setThreads(2);
 * threads(); // 2, or 1 on a page's own thread
 */
export function setThreads(n: number): void {
  const expected = `must be an integer from 1 to ${most}`;
  if (typeof n !== "number")
    throw new TypeError(
      `setThreads: n is ${typeof n === "string" ? JSON.stringify(n) : String(n)} but ${expected}`,
    );
  if (!(Number.isInteger(n) && n >= 1 && n <= most))
    throw new RangeError(`setThreads: n is ${n} but ${expected}`);
  if (n === threads()) return;
  pool?.stop();
  pool = failure = undefined;
  if (n === 1 || workersAvailable() !== true) return;
  const fail = (reason: string): void => {
    failure = `a worker failed: ${reason}`;
    pool?.stop();
    pool = undefined;
  };
  try {
    const made: Pool = new Pool(n - 1, (reason) => {
      if (made === pool) fail(reason);
    });
    pool = made;
  } catch (error) {
    fail((error as Error).message);
  }
}

/** How many threads compute the calls made from here, the calling one included. */
export const threads = (): number => 1 + (pool?.workers ?? 0);

/**
 * True where calls from here can have more than one thread, or why not.
 * @example
 * threadsAvailable(); // "a page's own thread may not wait for others: call from a worker"
 */
export const threadsAvailable = (): true | string => failure ?? workersAvailable();
