import type { Interceptor } from "@grpc/grpc-js";

import type { CallOptions } from "./client.ts";
import { isAbsence } from "./errors.ts";

/**
 * The same call, whose "there is none" comes without details. For each error that may have details the client builds
 * the whole of its own error types anew, which takes it 1 to 2 ms: a hundred secrets without an alias would pay that a
 * hundred times. Over REST nothing of this applies.
 */
export function bareAbsence(options: CallOptions): CallOptions {
  // New objects for each call, since the client writes into them.
  const { interceptors = [] } = (options.otherArgs?.options ?? {}) as { interceptors?: unknown[] };
  return { ...options, otherArgs: { options: { interceptors: [...interceptors, withoutDetails] } } };
}

/** What grpc-js calls an interceptor, without its class: importing that would load a second copy where versions differ. */
function withoutDetails(...[options, nextCall]: Parameters<Interceptor>) {
  const call = nextCall(options);
  const start = call.start.bind(call);
  call.start = (metadata, listener) =>
    start(metadata, {
      ...listener,
      onReceiveStatus(status) {
        const { metadata: _, ...bare } = status;
        listener?.onReceiveStatus?.(isAbsence(status.code) ? (bare as typeof status) : status);
      },
    });
  return call;
}
