import { basename, join, relative, resolve, sep } from "node:path";
import { OptionError } from "@convkit/tensor";

/**
 * Where executed copies go: `build/notebooks/` of the workspace, under the path that the notebook has in the
 * workspace's `notebooks/`, or under its name if it lies elsewhere.
 * @throws OptionError if two notebooks would have the same copy
 */
export function copyPaths(notebooks: readonly string[], workspace: string): string[] {
  const taken = new Map<string, string>();
  return notebooks.map((notebook) => {
    const inside = relative(join(workspace, "notebooks"), resolve(notebook));
    const outside = inside.startsWith(`..${sep}`) || resolve(inside) === inside;
    const copy = join(workspace, "build", "notebooks", outside ? basename(notebook) : inside);
    const other = taken.get(copy);
    if (other !== undefined) {
      throw new OptionError({
        operation: "convkit run",
        argument: "notebooks",
        found: `${other} and ${notebook} have one name`,
        expected: "need one each for their executed copies",
        fix: "run them one after the other",
      });
    }
    taken.set(copy, notebook);
    return copy;
  });
}
