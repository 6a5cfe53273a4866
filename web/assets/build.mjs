// Builds ../static from scss/, js/ and pictures/: hashed names, a .gz beside each file, and manifest.json written last.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";
import { notices } from "./notices.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "static");
const TO_BROWSERS = ["chrome109", "firefox115", "safari16"];
const STYLES = ["app", "diagram"];
const SCRIPTS = ["app", "diagram"];

function style(name) {
  const compiled = sass.compile(join(here, "scss", `${name}.scss`), {
    loadPaths: [join(here, "node_modules")],
    style: "compressed",
    quietDeps: true,
    logger: { warn: refuseWarning },
  });
  const small = esbuild.transformSync(compiled.css, { loader: "css", minify: true, target: TO_BROWSERS });
  return [`${name}.css`, Buffer.from(small.code)];
}

function refuseWarning(message) {
  throw new Error(`A warning in our own styles: ${message}`);
}

async function scripts() {
  const built = await esbuild.build({
    entryPoints: SCRIPTS.map((name) => join(here, "js", `${name}.js`)),
    outdir: target,
    bundle: true,
    minify: true,
    format: "esm",
    target: TO_BROWSERS,
    legalComments: "none",
    logLevel: "warning",
    write: false,
    metafile: true,
  });
  const licences = await notices(Object.keys(built.metafile.inputs), join(here, "node_modules"));
  return [
    ...built.outputFiles.map((file) => [basename(file.path), Buffer.from(file.contents)]),
    ["licences.txt", licences],
  ];
}

async function pictures() {
  const names = await readdir(join(here, "pictures"));
  return Promise.all(names.map(async (name) => [name, await readFile(join(here, "pictures", name))]));
}

async function emit([name, bytes]) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const ending = extname(name);
  const hashed = `${basename(name, ending)}-${hash}${ending}`;
  const small = gzipSync(bytes, { level: 9 });
  await place(hashed, bytes);
  await place(`${hashed}.gz`, small);
  console.log(`  ${hashed}: ${bytes.length} bytes, ${small.length} compressed`);
  return [name, hashed];
}

async function place(name, bytes) {
  const unfinished = join(target, `${name}.new`);
  await writeFile(unfinished, bytes);
  await rename(unfinished, join(target, name));
}

await mkdir(target, { recursive: true });
const files = [...STYLES.map(style), ...(await scripts()), ...(await pictures())];
const manifest = Object.fromEntries(await Promise.all(files.map(emit)));
await place("manifest.json", Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
const kept = new Set(["manifest.json", ...Object.values(manifest).flatMap((name) => [name, `${name}.gz`])]);
for (const name of await readdir(target)) {
  if (!kept.has(name)) await rm(join(target, name), { recursive: true, force: true });
}
