import { randomBytes } from "node:crypto";

import { Refusal, refusals } from "./refusal.ts";

export type Content = { readonly SecretString: string } | { readonly SecretBinary: string };

export interface Version {
  readonly id: string;
  readonly content: Content;
  readonly labels: Set<string>;
  readonly createdAt: number;
  accessedAt?: number;
}

export interface Secret {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly versions: Version[];
  changedAt: number;
  accessedAt?: number;
  deletedAt?: number;
  description?: string;
  /** A secret that never had one has no Tags member at all. */
  tags?: Map<string, string>;
}

export const ACCOUNT = "111111111111";
const MOST_LABELS = 20;

export function now(): number {
  return Date.now() / 1000; // AWS's times are seconds with a fraction
}

export function newSecret(name: string, region: string): Secret {
  const suffix = randomBytes(3).toString("hex");
  const arn = `arn:aws:secretsmanager:${region}:${ACCOUNT}:secret:${name}-${suffix}`;
  return { name, arn, createdAt: now(), changedAt: now(), versions: [] };
}

/** A new version with these labels, or the one that the same token and content have made before. */
export function addVersion(secret: Secret, id: string, content: Content, labels: readonly string[]): Version {
  const held = secret.versions.find((version) => version.id === id);
  if (held && JSON.stringify(held.content) === JSON.stringify(content)) return held;
  if (held) throw refusals.tokenInUse(id, secret.arn);
  const version: Version = { id, content, labels: new Set(), createdAt: now() };
  secret.versions.push(version);
  for (const label of labels) attach(secret, label, version);
  const count = secret.versions.reduce((sum, each) => sum + each.labels.size, 0);
  if (count > MOST_LABELS)
    throw new Refusal("LimitExceededException", "You can't attach more than 20 staging labels.");
  return version;
}

export function holderOf(secret: Secret, label: string): Version | undefined {
  return secret.versions.find(({ labels }) => labels.has(label));
}

/** A label stands on one version. The one that loses AWSCURRENT gets AWSPREVIOUS by itself. */
export function attach(secret: Secret, label: string, version: Version): void {
  const holder = holderOf(secret, label);
  if (holder === version) return;
  holder?.labels.delete(label);
  version.labels.add(label);
  if (label === "AWSCURRENT" && holder) attach(secret, "AWSPREVIOUS", holder);
}
