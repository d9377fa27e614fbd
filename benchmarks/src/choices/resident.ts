import {
  descriptorWords,
  type LoadedStep,
  lineBytes,
  Machine,
  type Program,
  type Step,
} from "@convkit/kernels";

/** A program whose operands lie in memory and whose constants are prepared: what a layer of a compiled network is. */
export interface Resident {
  run(): void;
  result(): Float32Array;
}

/** One memory, in which the programs of a layer lie side by side. */
export class Residence {
  readonly #machine = new Machine(2 ** 30);
  #next = 0;

  /** Forgets what lies here: programs placed before must not run any more. */
  clear(): void {
    this.#next = 0;
  }

  #take(bytes: number): number {
    const here = this.#next;
    this.#next += bytes;
    return here;
  }

  #load(steps: readonly Step[]): LoadedStep[] {
    return this.#machine.load(steps, this.#take(4 * descriptorWords * steps.length));
  }

  /** @param inputs the operands but the last, which is the result */
  place(program: Program, inputs: readonly Float32Array[]): Resident {
    const take = (elements: number): number => this.#take(lineBytes(elements));
    const machine = this.#machine;
    const operands = program.operands.map(({ size }) => take(size));
    const [prepared, shared, scratch] = [program.prepared, program.shared, program.scratch].map(take);
    const at = { operands, prepared, shared, tables: program.tables.map(take) };
    machine.ensure(this.#next + 8 * descriptorWords * program.steps);
    machine.writeTables(program, at);
    inputs.forEach((data, i) => {
      new Float32Array(machine.memory.buffer).set(data, operands[i] / 4);
    });
    machine.run(this.#load(program.prepare(at)), scratch);
    const steps = this.#load(program.run(at, false));
    const [result, size] = [operands.at(-1)! / 4, program.operands.at(-1)!.size];
    return {
      run: () => machine.run(steps, scratch),
      result: () => new Float32Array(machine.memory.buffer).slice(result, result + size),
    };
  }
}
