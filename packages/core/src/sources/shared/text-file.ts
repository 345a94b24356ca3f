import type { ReadContext } from "../../contract/source.ts";
import type { FileRequest } from "./file-error.ts";
import { readText } from "./read-file.ts";
import { drive } from "./sync-or-async.ts";

/**
 * The text of a small file that an adapter needs: a token, a key, a number. It is read as configuration files are: at most
 * 8 MiB, UTF-8, a regular file or a FIFO, and a FIFO to which nobody writes ends at the deadline.
 *
 * @returns `undefined` where there is no such file.
 * @throws SourceError in words that hold `request.path` and nothing else of the file.
 *
 * @example
 * ```ts
 * import { readTextFile } from "@confide/core/adapter";
 *
 * const context = { signal: AbortSignal.timeout(1_000), deadlineMs: Date.now() + 1_000 };
 * const token = await readTextFile({ path: "token.txt", source: "etcd" }, context);
 * if (token === undefined) console.error("token.txt isn't there");
 * ```
 */
export async function readTextFile(
  request: FileRequest,
  context: Pick<ReadContext, "signal" | "deadlineMs">,
): Promise<string | undefined> {
  return drive(readText(request, context), context);
}
