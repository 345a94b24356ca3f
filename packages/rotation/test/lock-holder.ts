// A process of the lock's test: holds the lock "held" of a folder until it is killed.
import { fileLock } from "../src/locks/file-lock.ts";

const held = await fileLock({ folder: process.argv[2] ?? "" }).acquire("held");
process.stdout.write(held ? "held" : "taken");
setInterval(() => {}, 60_000);
