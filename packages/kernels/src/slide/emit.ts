import {
  advance,
  type Code,
  f32x4,
  get,
  i32,
  type Local,
  repeatWhile,
  set,
  whileTrue,
} from "../wasm/code.js";
import { type CodeModule, codeModule, type ModuleWriter, type Routine } from "../wasm/module.js";
import { bandRoutine, type Meeting, type Shape, shapeKey } from "./block.js";
import { slideFields } from "./fields.js";
import { fillRoutine, layGroupRoutine } from "./lay.js";

/** Bytes of zeros at the start of a thread's scratch memory (the bias of those who have none); then the padded copy. */
export const zeroBytes = 64;

const word = slideFields.read;
const locals = [
  "group",
  "last",
  "band",
  "top",
  "skip",
  "count",
  "rows",
  "target",
  "left",
  "plane",
  "source",
  "to",
] as const;

/**
 * `slide`: some groups, or one band of rows of one group. Each group's channels are laid out with their padding in the
 * thread's scratch memory, then every target of it slides over them.
 */
export function slideModule(
  name: string,
  shape: Shape,
  columnStride: number,
  meeting: Meeting,
  divides = false,
): CodeModule {
  return codeModule(`${name} ${shapeKey(shape)} ${columnStride}`, (writer) => {
    const [fill, layGroup] = [fillRoutine(writer), layGroupRoutine(writer, columnStride)];
    const band = bandRoutine(writer, shape, meeting);
    const divide = divides ? divideRoutine(writer) : undefined;

    writer.routine("slide", 3, (local) => {
      const named = Object.fromEntries(locals.map((one) => [one, local("i32")])) as Record<
        (typeof locals)[number],
        Local<"i32">
      >;
      const { group, last, band: index, top, skip, count, rows, target, left, plane, source, to } = named;
      const [x, y, bias, start] = Array.from({ length: 4 }, () => local("i32"));
      return (scratch, d, item) => {
        const least = (a: Code<"i32">, b: Code<"i32">) => i32.select(i32.lessSigned(a, b), a, b);
        const most = (a: Code<"i32">, b: Code<"i32">) => i32.select(i32.lessSigned(a, b), b, a);
        const zero = i32.const(0);
        return [
          set(index, i32.rem(get(item), word(d, "bands"))),
          set(group, i32.mul(i32.div(get(item), word(d, "bands")), word(d, "blockGroups"))),
          set(last, least(i32.add(get(group), word(d, "blockGroups")), word(d, "groups"))),
          set(top, i32.mul(get(index), word(d, "bandRows"))),
          set(rows, least(word(d, "bandRows"), i32.sub(word(d, "resultRows"), get(top)))),
          // Rows of the source: the padding before it and what lies above the band are left out.
          set(source, i32.sub(i32.mul(get(top), i32.const(shape.stride)), word(d, "before"))),
          set(skip, most(i32.sub(zero, get(source)), zero)),
          set(source, most(get(source), zero)),
          set(
            count,
            most(least(i32.sub(word(d, "extent"), get(skip)), i32.sub(word(d, "rows"), get(source))), zero),
          ),
          fill.call(get(scratch), i32.const(zeroBytes), zero),
          advance(scratch, zeroBytes),
          fill.call(get(scratch), word(d, "laid"), word(d, "filling")),
          set(to, i32.add(i32.add(get(scratch), word(d, "first")), i32.mul(get(skip), word(d, "rowStep")))),
          repeatWhile(
            i32.less(get(group), get(last)),
            layGroup.call(get(d), get(group), get(source), get(count), get(to)),
            set(target, i32.mul(get(group), word(d, "targets"))),
            set(left, word(d, "targets")),
            whileTrue(
              get(left),
              set(
                bias,
                i32.select(
                  word(d, "hasBias"),
                  i32.add(word(d, "bias"), i32.shl(get(target), i32.const(2))),
                  i32.sub(get(scratch), i32.const(zeroBytes)),
                ),
              ),
              set(start, i32.add(word(d, "result"), i32.mul(get(target), word(d, "targetStep")))),
              set(y, i32.add(get(start), i32.mul(get(top), word(d, "resultRow")))),
              set(x, get(scratch)),
              set(plane, word(d, "resultPlanes")),
              whileTrue(
                get(plane),
                band.call(
                  get(d),
                  get(x),
                  i32.add(
                    i32.add(word(d, "weights"), i32.mul(get(group), word(d, "groupWeights"))),
                    i32.mul(i32.sub(word(d, "targets"), get(left)), word(d, "targetWeights")),
                  ),
                  get(y),
                  get(bias),
                  get(rows),
                ),
                ...(divide
                  ? [
                      divide.call(
                        get(y),
                        i32.add(word(d, "divisors"), i32.sub(get(y), get(start))),
                        i32.mul(get(rows), word(d, "resultRow")),
                      ),
                    ]
                  : []),
                advance(x, word(d, "windowPlane")),
                advance(y, word(d, "resultPlane")),
                advance(plane, -1),
              ),
              advance(target, 1),
              advance(left, -1),
            ),
            advance(group, 1),
          ),
        ];
      };
    });
  });
}

/** y[i] /= divisors[i]. Parameters: addresses of both, bytes. */
export function divideRoutine(writer: ModuleWriter): Routine {
  return writer.routine("divide", 3, (local) => (y, by, bytes) => {
    const end = local("i32");
    const quotient = (load: (address: Code<"i32">) => Code<"v128">): Code<"v128"> =>
      f32x4.div(load(get(y)), load(get(by)));
    return [
      set(end, i32.add(get(y), get(bytes))),
      whileTrue(
        i32.lessOrEqual(i32.add(get(y), i32.const(16)), get(end)),
        f32x4.store(get(y), quotient(f32x4.load)),
        advance(y, 16),
        advance(by, 16),
      ),
      whileTrue(
        i32.less(get(y), get(end)),
        f32x4.storeLane(get(y), quotient(f32x4.loadOne), 0),
        advance(y, 4),
        advance(by, 4),
      ),
    ];
  });
}
