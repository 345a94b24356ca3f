export { type FileLock, type LockSeeker, seekLock } from "./lock/file-lock.ts";
export { getOutcome, getOutcomes, valueOf } from "./stores/get-outcomes.ts";
export type { FileRequest } from "./sources/shared/file-error.ts";
export { readTextFile } from "./sources/shared/text-file.ts";
