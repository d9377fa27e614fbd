import { escapeHtml } from "../display/escape.js";

/** A command of `convkit` with its help. */
export interface CommandHelp {
  name: string;
  help: string;
}

/** The commands as they explain themselves. */
export function commandsMain(commands: readonly CommandHelp[]): string {
  const sections = commands.map(
    ({ name, help }) =>
      `<h2 id="${escapeHtml(name.replaceAll(" ", "-"))}">convkit ${escapeHtml(name)}</h2><pre class="code"><code>${escapeHtml(help.trimEnd())}</code></pre>`,
  );
  return `<h1>Commands</h1>\n<p class="lead">What <code>convkit</code> does from the command line.</p>\n${sections.join("\n")}`;
}
