// The licences of what goes into the built files, in one text that is served beside them.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const STYLED = ["govuk-frontend", "bpmn-js", "diagram-js"];
const REFUSED = /\bA?GPL/;

/** `inputs`: the paths of all bundled files. Fails when one of them is under the GPL or AGPL, or names no licence. */
export async function notices(inputs, modules) {
  const bundled = inputs.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean);
  const names = [...new Set([...STYLED, ...bundled])].sort();
  const texts = await Promise.all(names.map((name) => notice(name, join(modules, name))));
  return Buffer.from(texts.join(`\n${"-".repeat(80)}\n\n`));
}

async function notice(name, folder) {
  const { version, license = "", homepage = "" } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  if (!license || (REFUSED.test(license) && !license.includes(" OR "))) {
    throw new Error(`${name} ${version} must not ship: its licence is “${license}”.`);
  }
  const file = (await readdir(folder)).find((path) => /^licen[cs]e/i.test(path));
  const text = file ? await readFile(join(folder, file), "utf8") : "It comes without the text of its licence.\n";
  return `${name} ${version} (${license}) ${homepage}\n\n${text}`;
}
