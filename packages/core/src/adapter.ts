export { type FileLock, type LockSeeker, seekLock } from "./lock/file-lock.ts";
export { asError, cleanCause, type CleanCause, isSourceError } from "./model/errors.ts";
export { call as callListener } from "./util/listeners.ts";
export type { FileRequest } from "./sources/shared/file-error.ts";
export { readTextFile } from "./sources/shared/text-file.ts";
