export { type FileLock, type LockSeeker, seekLock } from "./file-lock.ts";
export type { FileRequest } from "./sources/file-error.ts";
export { readTextFile } from "./sources/text-file.ts";
