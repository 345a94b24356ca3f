/**
 * `node:diagnostics_channel`: events that cost nothing while nobody listens. `confide:warning` tells what `explain`
 * shows as a warning: `{ setting, message, origin }`, never a value.
 */
export function publish(name: `confide:${string}`, event: () => unknown): void {
  const channel = globalThis.process?.getBuiltinModule?.("node:diagnostics_channel").channel(name);
  if (channel?.hasSubscribers) channel.publish(event());
}
