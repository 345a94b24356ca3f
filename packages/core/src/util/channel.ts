import { tried } from "./tried.ts";

/**
 * A channel of `node:diagnostics_channel`, by which events go to all listeners. It is kept, as a look-up takes longer
 * than all that needs it. Where the runtime has none, nobody listens.
 */
export function channelOf(name: string): Channel {
  const channel =
    channels.get(name) ??
    globalThis.process?.getBuiltinModule?.("node:diagnostics_channel")?.channel(name) ??
    SILENT;
  channels.set(name, channel);
  return channel;
}

export interface Channel {
  readonly hasSubscribers: boolean;
  readonly publish: (message: unknown) => void;
}

const SILENT: Channel = { hasSubscribers: false, publish: () => undefined };

const channels = new Map<string, Channel>();

/**
 * Events that hold no value, and cost nothing while nobody listens. `confide:warning` carries a `Warning`, which is what
 * `explain` shows beside its setting.
 */
export function publish(name: `confide:${string}`, events: () => Iterable<unknown>): void {
  const channel = channelOf(name);
  if (!channel.hasSubscribers) return;
  for (const event of events()) {
    // A Worker refuses messages while it loads its modules. In Node this never throws.
    tried(() => {
      channel.publish(event);
    });
  }
}
