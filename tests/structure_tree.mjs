// Prints the tag tree of each page, and the words of its marked content, as pdf.js gives them: PDF.MJS FILE...
import { readFileSync } from "node:fs";

const [library, ...files] = process.argv.slice(2);
console.warn = () => {}; // it draws nothing here, and says so at length
console.log = (log => (...words) => words.join(" ").startsWith("Warning:") || log(...words))(console.log);
const { getDocument } = await import(library);

async function readPage(page) {
  const { items } = await page.getTextContent({ includeMarkedContent: true, disableNormalization: true });
  const texts = {};
  const open = [];
  for (const item of items) {
    if (item.type?.startsWith("begin")) open.push(item.id);
    else if (item.type === "endMarkedContent") open.pop();
    else {
      const id = open.findLast(one => one);
      if (id) texts[id] = (texts[id] ?? "") + item.str;
    }
  }
  return { tree: await page.getStructTree(), texts };
}

const read = [];
for (const file of files) {
  const task = getDocument({ data: new Uint8Array(readFileSync(file)), verbosity: 0 });
  const pdf = await task.promise;
  const pages = [];
  for (let number = 1; number <= pdf.numPages; number++) pages.push(await readPage(await pdf.getPage(number)));
  read.push(pages);
  await task.destroy();
}
process.stdout.write(JSON.stringify(read));
