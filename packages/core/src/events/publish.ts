import type { AuditedSetting, AuditEvent } from "../model/audit-event.ts";
import { channelOf } from "../util/channel.ts";
import { withFingerprint } from "../secret/fingerprint.ts";
import { isSecret, peek, type Secret } from "../secret/secret.ts";
import { tried } from "../util/tried.ts";

/** An event without what publishing adds: its name and time, and a fingerprint in place of the Secret. */
export type AuditDetails<E extends AuditEvent["event"]> = Unprinted<Extract<AuditEvent, { event: E }>>;

type Unprinted<T> = {
  [K in keyof T as Exclude<K, Added>]: K extends "settings" ? UnprintedItems<T[K]> : T[K];
} & { readonly secret?: Secret<unknown> | undefined };

type Added = "event" | "time" | "fingerprint";

type UnprintedItems<T> = T extends readonly (infer Item extends AuditedSetting)[]
  ? readonly Unprinted<Item>[]
  : T;

/**
 * Publishes on `confide:` and the event's name, for packages that do what an audit has to tell of.
 *
 * @param details Called only where somebody listens. A `secret` in it or in one of its settings shows as its fingerprint.
 *
 * @example
 * ```ts
 * import { publishAudit } from "@confide/core/adapter";
 *
 * publishAudit("policy", () => ({ store: "etcd", refs: ["prod/database"], outcome: "ok" }));
 * ```
 */
export function publishAudit<E extends AuditEvent["event"]>(event: E, details: () => AuditDetails<E>): void {
  const channel = channelOf(`confide:${event}`);
  if (!channel.hasSubscribers) return;
  // A Worker refuses messages and random numbers while it loads its modules. In Node nothing here throws.
  tried(() => {
    channel.publish(messageOf(event, details()));
  });
}

function messageOf(event: string, { settings, durationMs, ...told }: Details): object {
  return withoutSecret({
    event,
    time: new Date().toISOString(),
    ...told,
    // To the microsecond: what is finer is noise.
    ...(durationMs !== undefined && { durationMs: Math.round(durationMs * 1_000) / 1_000 }),
    ...(settings && {
      settings: settings.map((each) => (typeof each === "string" ? each : withoutSecret(each))),
    }),
  });
}

interface Publishable {
  readonly [name: string]: unknown;
  readonly secret?: Secret<unknown> | undefined;
}

interface Details extends Publishable {
  readonly settings?: readonly (string | Publishable)[] | undefined;
  readonly durationMs?: number | undefined;
}

function withoutSecret({ secret, ...told }: Publishable): object {
  return Object.freeze(isSecret(secret) ? withFingerprint(told, peek(secret)) : told);
}
