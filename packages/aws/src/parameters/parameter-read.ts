import type { Parameter } from "@aws-sdk/client-ssm";
import {
  type CallContext,
  failureFor,
  formatRef,
  ignore,
  type Outcome,
  Secret,
  type SecretRecord,
  type SecretRef,
  type SecretStore,
  SourceError,
  valueOf,
} from "@confide/core/adapter";

import { failure } from "../errors.ts";
import type { ParameterCalls } from "./parameter-client.ts";
import { PARAMETERS } from "./parameter-faults.ts";
import { checkParameter, fullName, parameterFailure, pendingName, selectorOf } from "./parameter-names.ts";
import { parameterState } from "./parameter-state.ts";
import { listText } from "./string-list.ts";

type Reading = Required<Pick<SecretStore, "get" | "getMany" | "currentVersion">>;
type ParameterOutcomes = Map<SecretRef, Outcome<SecretRecord>>;

/** What fails for one parameter, a denial above all, fails the call for all of them. */
const ASKED_SINGLY: ReadonlySet<SourceError["reason"]> = new Set<SourceError["reason"]>([
  "denied",
  "invalid-ref",
  "unknown",
]);

/** `GetParameters` also for a single one: then that is the only permission that reading takes. */
export function parameterReader(aws: ParameterCalls): Reading {
  async function ask(
    refs: readonly SecretRef[],
    context: CallContext,
    outcomes: ParameterOutcomes,
  ): Promise<void> {
    try {
      const answer = await parametersFor(aws, refs, true, context);
      const region = answer.InvalidParameters?.length ? await aws.region() : undefined;
      for (const ref of refs) outcomes.set(ref, outcomeOf(ref, answer, region));
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      if (refs.length > 1 && ASKED_SINGLY.has(error.reason))
        await Promise.all(refs.map(async (ref) => ask([ref], context, outcomes)));
      else for (const ref of refs) outcomes.set(ref, { error: failureFor(formatRef(ref), error) });
    }
  }

  /** What isn't there yet may wait beside it. A reader may have no permission to look. */
  async function waitingRecord(
    { name, version }: SecretRef,
    context: CallContext,
  ): Promise<SecretRecord | undefined> {
    if (version === undefined || !/^\d+$/.test(version)) return undefined;
    const outcomes: ParameterOutcomes = new Map();
    const beside: SecretRef = { name: pendingName(name) };
    try {
      const { waiting } = await parameterState(aws, name, context);
      if (waiting?.version === version) await ask([beside], context, outcomes);
    } catch (error) {
      return ignore("denied", "not-found")(error);
    }
    const { value: record, error } = outcomes.get(beside) ?? {};
    if (error) return ignore("denied", "not-found")(error);
    return record && { ...record, version };
  }

  return {
    async get(ref, context) {
      checkParameter(ref);
      const outcomes: ParameterOutcomes = new Map();
      await ask([ref], context, outcomes);
      const outcome = outcomes.get(ref) ?? { error: leftOut(ref) };
      const waiting = outcome.error?.reason === "not-found" ? await waitingRecord(ref, context) : undefined;
      return waiting ?? valueOf(outcome);
    },

    async getMany(refs, context) {
      const outcomes: ParameterOutcomes = new Map();
      const valid = refs.filter((ref) => {
        const error = parameterFailure(ref);
        if (error) outcomes.set(ref, { error });
        return !error;
      });
      await Promise.all(callsFor(valid).map(async (together) => ask(together, context, outcomes)));
      return refs.map((ref) => outcomes.get(ref) ?? { error: leftOut(ref) });
    },

    /** Undecrypted: then it takes no permission for the key, and brings no secret. */
    async currentVersion(ref, context) {
      checkParameter(ref);
      const { Parameters = [] } = await parametersFor(aws, [ref], false, context);
      return Parameters.map(({ Version }) => Version && String(Version)).find(Boolean) || undefined;
    },
  };
}

interface Answer {
  readonly Parameters?: readonly Parameter[] | undefined;
  readonly InvalidParameters?: readonly string[] | undefined;
}

async function parametersFor(
  aws: ParameterCalls,
  refs: readonly SecretRef[],
  WithDecryption: boolean,
  context: CallContext,
): Promise<Answer> {
  const Names = refs.map(selectorOf);
  const [first] = refs;
  const isOne = refs.length === 1 && first !== undefined;
  const about = {
    action: "GetParameters",
    name: isOne ? fullName(first.name) : "*",
    names: refs.map(({ name }) => name),
    ...(isOne && { ref: formatRef(first) }),
  };
  return aws.call(about, context, ({ client, sdk }, options) =>
    client.send(new sdk.GetParametersCommand({ Names, WithDecryption }), options),
  );
}

/** Two versions of one parameter go in two calls: AWS takes each name once. */
function callsFor(refs: readonly SecretRef[]): SecretRef[][] {
  const calls: SecretRef[][] = [];
  for (const ref of refs) {
    const isIn = (call: readonly SecretRef[]) =>
      call.some(({ name }) => fullName(name) === fullName(ref.name));
    const free = calls.find((call) => !isIn(call));
    if (free) free.push(ref);
    else calls.push([ref]);
  }
  return calls;
}

function outcomeOf(
  ref: SecretRef,
  { Parameters = [], InvalidParameters = [] }: Answer,
  region: string | undefined,
): Outcome<SecretRecord> {
  const asked = selectorOf(ref);
  // Each name is once in a call. That an answer repeats the version or label, emulators leave out.
  const name = fullName(ref.name);
  const found = Parameters.find((each) => each.Name === name || each.ARN === name);
  if (found) return recordIn(found, ref);
  if (!InvalidParameters.includes(asked)) return { error: leftOut(ref) };
  const what =
    ref.version === undefined ? "there is no such parameter" : "no such parameter, version or label";
  const detail = region === undefined ? what : `${what} in ${region}`;
  return { error: failure("not-found", formatRef(ref), detail, PARAMETERS) };
}

/** The SDK checks no answer: a number or nothing may be where its types promise a string. */
function recordIn(found: Parameter, ref: SecretRef): Outcome<SecretRecord> {
  const { Version: version, Type, LastModifiedDate: createdAt } = found;
  const value: unknown = found.Value;
  if (typeof value !== "string" || typeof version !== "number")
    return { error: failure("malformed", formatRef(ref), "it holds no value with a version", PARAMETERS) };
  if (isOfAnotherVersion(found, ref.version))
    return { error: failure("malformed", formatRef(ref), "it is about another version", PARAMETERS) };
  const record = {
    value: new Secret<string | Uint8Array>(Type === "StringList" ? listText(value) : value),
    version: String(version),
    ...(createdAt instanceof Date && { createdAt }),
  };
  return { value: record };
}

/** A number is told by the version itself. The label of an answer is left out by some emulators. */
function isOfAnotherVersion({ Version, Selector }: Parameter, asked: string | undefined): boolean {
  if (asked === undefined) return false;
  if (/^\d+$/.test(asked)) return asked !== String(Version);
  return Selector !== undefined && Selector !== "" && !Selector.endsWith(`:${asked}`);
}

function leftOut(ref: SecretRef): SourceError {
  return failure("malformed", formatRef(ref), "it was not answered", PARAMETERS);
}
