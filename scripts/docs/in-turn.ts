// Runs programs in turn in this one process: `node in-turn.ts MARK FILE…`. Each begins in its own folder. After each a line
// says how it ended: the mark, then its exit code. See together.ts.
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";

const [mark = "", ...files] = process.argv.slice(2);
// A program may put something in its place.
const write = process.stdout.write.bind(process.stdout);
// Two pipes are read in any order: what an example wrote to one could come behind the mark.
process.stderr.write = write;

for (const file of files) {
  process.chdir(dirname(file));
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    console.log(error);
    process.exitCode = 1;
  }
  // What it left to the event loop's next turn fails as its own, and what it is still writing is its own output: pino writes
  // to the file descriptor.
  do await new Promise((resolve) => setImmediate(resolve));
  while (process.getActiveResourcesInfo().includes("FSReqCallback"));
  write(`${mark}${process.exitCode ?? 0}\n`);
  process.exitCode = undefined;
}
// An example may show what a program opens for as long as it runs.
process.exit(0);
