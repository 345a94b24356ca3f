/**
 * `node:diagnostics_channel`: events that hold no value, and cost nothing while nobody listens. `confide:warning` brings
 * a `Warning`, which is what `explain` shows beside its setting.
 */
export function publish(name: `confide:${string}`, events: () => Iterable<unknown>): void {
  const channel = globalThis.process?.getBuiltinModule?.("node:diagnostics_channel").channel(name);
  if (!channel?.hasSubscribers) return;
  for (const event of events()) channel.publish(event);
}
