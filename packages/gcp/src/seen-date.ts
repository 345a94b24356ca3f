import type { StoreClock } from "@confide/core/adapter";
import type { Interceptor } from "@grpc/grpc-js";

/**
 * What grpc-js calls an interceptor, without its class: importing that would load a second copy where versions differ. Over
 * REST the client shows no headers, and this is never called.
 */
export function dateSeenBy(clock: StoreClock) {
  return (...[options, nextCall]: Parameters<Interceptor>) => {
    const call = nextCall(options);
    const start = call.start.bind(call);
    call.start = (metadata, listener) =>
      start(metadata, {
        ...listener,
        onReceiveMetadata(headers) {
          clock.saw(headers.get("date")[0]?.toString());
          listener?.onReceiveMetadata?.(headers);
        },
      });
    return call;
  };
}
