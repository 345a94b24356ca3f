import type { ParameterHistory, Tag } from "@aws-sdk/client-ssm";
import { type CallContext, ignore, type SecretDescription } from "@confide/core/adapter";

import { notesIn } from "../notes.ts";
import { pages } from "../pages.ts";
import type { ParameterCalls } from "./parameter-client.ts";
import { PARAMETERS } from "./parameter-faults.ts";
import { fullName, pendingName } from "./parameter-names.ts";

/** One parameter: its versions, the oldest first, and its tags. */
export interface ParameterState {
  readonly name: string;
  readonly versions: readonly ParameterHistory[];
  readonly tags: readonly Tag[];
  /** The newest version's number, `none` where there is no parameter. */
  readonly current: string;
  readonly waiting: WaitingParameter | undefined;
  /** Which version each of the last puts has made, or is about to make, by idempotency key. */
  readonly puts: ReadonlyMap<string, string>;
  readonly retired: ReadonlySet<string>;
}

/** A value that isn't current yet. */
export interface WaitingParameter {
  /** What it will be. */
  readonly version: string;
  /** Of the put that made it. */
  readonly key: string;
}

/** The tags that are confide's. */
export const OWN_TAGS = { puts: "confide-puts", retired: "confide-retired" } as const;

export async function parameterState(
  aws: ParameterCalls,
  name: string,
  context: CallContext,
): Promise<ParameterState> {
  const [versions, beside] = await Promise.all([
    historyOf(aws, fullName(name), context),
    historyOf(aws, pendingName(name), context),
  ]);
  const tags = versions.length === 0 ? [] : await tagsOf(aws, fullName(name), context);
  const newest = versions.at(-1)?.Version;
  const current = newest === undefined ? "none" : String(newest);
  const textOf = (tag: string) => tags.find(({ Key }) => Key === tag)?.Value ?? "";
  return {
    name,
    versions,
    tags,
    current,
    waiting: waitingIn(beside.at(-1)?.Description, current),
    puts: new Map(textOf(OWN_TAGS.puts).split(" ").flatMap(putIn)),
    retired: new Set(textOf(OWN_TAGS.retired).split(" ")),
  };
}

/** AWS returns the versions with their values, encrypted where they are secrets: nothing of that is looked at. */
async function historyOf(
  aws: ParameterCalls,
  Name: string,
  context: CallContext,
): Promise<ParameterHistory[]> {
  const about = { action: "GetParameterHistory", name: Name };
  const fetchPage = (from: { readonly NextToken?: string | undefined }) =>
    aws.call(about, context, ({ client, sdk }, options) =>
      client.send(
        new sdk.GetParameterHistoryCommand({ Name, WithDecryption: false, MaxResults: 50, ...from }),
        options,
      ),
    );
  const versions: ParameterHistory[] = [];
  const read = async () => {
    for await (const { Parameters = [] } of pages({ name: Name, store: PARAMETERS }, fetchPage))
      versions.push(...Parameters);
  };
  await read().catch(ignore("not-found"));
  return versions.toSorted((a, b) => (a.Version ?? 0) - (b.Version ?? 0));
}

async function tagsOf(aws: ParameterCalls, name: string, context: CallContext): Promise<readonly Tag[]> {
  const { TagList = [] } = await aws.call(
    { action: "ListTagsForResource", name },
    context,
    ({ client, sdk }, options) =>
      client.send(
        new sdk.ListTagsForResourceCommand({ ResourceType: "Parameter", ResourceId: name }),
        options,
      ),
  );
  return TagList;
}

/** Beside the value, so that no crash parts them. */
export function waitingText({ version, key }: WaitingParameter): string {
  return `confide: to become version ${version}, by put ${key}`;
}

function waitingIn(description = "", current: string): WaitingParameter | undefined {
  const [, version = "", key = ""] =
    /^confide: to become version (\d+), by put (.+)$/.exec(description) ?? [];
  return Number(version) > numberOf(current) ? { version, key } : undefined;
}

/** A tag has 256 characters. */
const MOST_PUTS = 5;
const MOST_RETIRED = 40;

export function putsText(puts: ReadonlyMap<string, string>): string {
  return [...puts]
    .slice(-MOST_PUTS)
    .map((put) => put.join(":"))
    .join(" ");
}

export function retiredText(retired: ReadonlySet<string>): string {
  return [...retired].filter(Boolean).slice(-MOST_RETIRED).join(" ");
}

function putIn(text: string): [key: string, version: string][] {
  const [key = "", version = ""] = text.split(":");
  return key !== "" && version !== "" ? [[key, version]] : [];
}

/** 0 for none. */
export function numberOf(version: string): number {
  return version === "none" ? 0 : Number(version);
}

export function parameterDescription(state: ParameterState): SecretDescription {
  const { name, versions, tags, current, waiting, retired } = state;
  return {
    name,
    ...(current !== "none" && { current }),
    ...(waiting && { pending: waiting.version }),
    versions: [
      ...(waiting ? [{ version: waiting.version, state: "enabled" as const, labels: ["pending"] }] : []),
      ...versions.map(({ Version, Labels = [], LastModifiedDate }) => ({
        version: String(Version),
        // AWS still returns it by its number.
        state: retired.has(String(Version)) ? ("disabled" as const) : ("enabled" as const),
        labels: [...Labels, ...(String(Version) === current ? ["current"] : [])],
        ...(LastModifiedDate && { createdAt: LastModifiedDate }),
      })),
    ],
    annotations: notesIn(tags),
  };
}
