import {
  endReason,
  failureFor,
  failuresOf,
  networkFault,
  SourceError,
  type SourceErrorReason,
} from "@confide/core/adapter";

import type { Bounds } from "./bounds.ts";
import { AnswerError, NoAnswerError } from "./transport.ts";

export const KIND = "vault";

export const failure = failuresOf(KIND);

export interface Attempt {
  /** The API's path, without `/v1`. */
  readonly path: string;
  /** What the call needs, in a policy's words: `read`. */
  readonly capability: string;
  readonly context: Bounds;
  /** What to do where Vault's certificate isn't trusted. */
  readonly untrustedFix: () => string;
}

/** What Vault, or the way to it, refused. Never in Vault's own words: they may quote what was sent. */
export function failureOf(error: unknown, attempt: Attempt): SourceError {
  const { path, capability, context } = attempt;
  if (error instanceof SourceError) return error;
  const ended = endReason(context);
  if (ended) return failure(ended, path);
  if (error instanceof NoAnswerError) return noAnswer(error, attempt);
  const answer = answerOf(error);
  if (!answer) return failure("unknown", path, { cause: error });
  const [reason, why = "", fix] = reasonOf(answer.status, answer.body, path);
  return failure(reason, why === "" ? path : `${path} ${why}`, {
    cause: error,
    retryAfterMs: answer.retryAfterMs,
    fix,
    ...(reason === "denied" && { needs: `${capability} on ${path.replace(/\?.*$/, "")}` }),
  });
}

function noAnswer(error: NoAnswerError, attempt: Attempt): SourceError {
  const { path, context } = attempt;
  switch (error.code) {
    case "EBADJSON":
      return failure("malformed", `${path} brought no JSON`, { cause: error });
    case "ETOOLARGE":
      return failure("too-large", `${path} brought more than maxAnswerBytes allows`, { cause: error });
    case "TimeoutError":
      return failure("timeout", path, { cause: error });
    default:
      return Date.now() >= context.deadlineMs
        ? failure("timeout", path, { cause: error })
        : unreachable(error, attempt);
  }
}

function unreachable(error: NoAnswerError, { path, untrustedFix }: Attempt): SourceError {
  const fault = networkFault(error);
  if (!fault) return failure("unavailable", `${path} (${error.code})`, { cause: error });
  const { detail, mayPass } = fault;
  const advice = UNTRUSTED.test(fault.code) ? untrustedFix() : fault.fix;
  const fix = mayPass ? `${advice}: VAULT_ADDR, or the option address` : advice;
  const reason = mayPass ? "unavailable" : "unknown";
  return failure(reason, `${path}: ${detail} (${error.code})`, { cause: error, fix });
}

/** A certificate of an authority that isn't trusted, in Node's words. */
const UNTRUSTED = /^(?:SELF_SIGNED_CERT_|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY)_|CERT_UNTRUSTED)/;

/** Any failure, reported for the secret that was asked for. */
export function ofRef(error: unknown, ref: string, context: Bounds): SourceError {
  if (error instanceof SourceError) return failureFor(ref, error);
  const ended = endReason(context);
  return ended ? failure(ended, ref, { ref }) : failure("unknown", ref, { ref, cause: error });
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs?: number | undefined;
}

/** Ours, or what an injected client's own transport leads to. */
function answerOf(error: unknown): Answer | undefined {
  if (error instanceof AnswerError) return error;
  const response: unknown = Reflect.get(Object(error), "response");
  const status: unknown = Reflect.get(Object(response), "statusCode");
  return typeof status === "number"
    ? { status, body: Reflect.get(Object(response), "body") as unknown }
    : undefined;
}

type Judgement = readonly [reason: SourceErrorReason, why?: string, fix?: string];

const NEW_TOKEN = "sign in again: vault login, or another VAULT_TOKEN";
const LOOK_AT_LOGIN = "look at the role, its secret id or JWT, and where the auth method is mounted";
/** 403 is for a service account or a JWT that the role doesn't take; 404, as 403, for an auth method that isn't there. */
const LOGIN_REFUSED: ReadonlySet<number> = new Set([400, 401, 403, 404]);
const LOOK_BEFORE_VAULT = "look at VAULT_ADDR, or the option address, and at what stands before Vault";
const LOOK_AT_LOG = "look at Vault's own log: it says what it refused";
const UNSEAL = "unseal it (vault operator unseal), or ask whoever runs it";
const STANDBY = "ask another node, or the address that leads to the active one";

function reasonOf(status: number, body: unknown, path: string): Judgement {
  const said = errorsOf(body);
  if (status >= 300 && status < 400)
    return ["unavailable", "was answered with a redirect, which is not followed: the token would go along"];
  if (LOGIN_REFUSED.has(status) && path.startsWith("auth/") && path.endsWith("/login"))
    return ["unauthenticated", "refused the login", LOOK_AT_LOGIN];
  switch (status) {
    case 400:
      return reasonOf400(said);
    case 403:
      return isTokenRefused(said)
        ? ["unauthenticated", "(the token is wrong, expired or revoked)", NEW_TOKEN]
        : ["denied"];
    case 404:
      return reasonOf404(said, body, path);
    case 413:
      return ["too-large"];
    case 429:
      return ["throttled"];
    default:
      // 412 and 472 are replicas that lag; 501 and 503 a Vault that is not initialized or sealed.
      return status >= 500 || status === 412 || status === 472 || status === 473
        ? unavailableBy(status, said)
        : ["unknown", `(HTTP ${status})`, LOOK_AT_LOG];
  }
}

/** 472 and 473 are what a standby of another cluster, or for performance, answers; 412 one that lags. */
function unavailableBy(status: number, said: string): Judgement {
  if (/sealed/.test(said)) return ["unavailable", "(it is sealed)", UNSEAL];
  if (status === 472 || status === 473 || /standby|active (?:cluster )?node|cluster leader/i.test(said))
    return ["unavailable", `(a standby, HTTP ${status})`, STANDBY];
  return ["unavailable", `(HTTP ${status})`];
}

/**
 * Whether it is the token, wrong, expired or revoked. OpenBao, and Vault before 1.10, say so by this bare sentence, and Vault by
 * a list, `* permission denied`, `* invalid token`; a denial is a list with the first alone.
 */
function isTokenRefused(said: string): boolean {
  return (
    /^(?:permission denied|bad token|invalid token)\.?$/.test(said.trim()) ||
    /^\s*\* (?:bad|invalid) token$/m.test(said)
  );
}

function reasonOf400(said: string): Judgement {
  if (/check-and-set parameter required/.test(said))
    return ["conflict", "asks for check-and-set: the version that is expected must be given"];
  if (/check-and-set|metadata.*cas|cas mismatch/i.test(said)) return ["conflict"];
  if (/missing client token|wrapping token is not valid/.test(said))
    return ["unauthenticated", "(there is no token, or it is none)", NEW_TOKEN];
  return ["unknown", "(HTTP 400)", LOOK_AT_LOG];
}

/**
 * The same status for what never was, what was deleted, what was destroyed, and an engine that isn't there; and for whatever
 * stands in Vault's place. Only for the first a load may go on without the secret: Vault says it by a list without errors.
 */
function reasonOf404(said: string, body: unknown, path: string): Judgement {
  const metadata: unknown = Reflect.get(Object(Reflect.get(Object(body), "data")), "metadata");
  if (Reflect.get(Object(metadata), "destroyed") === true) return ["destroyed"];
  if (Reflect.get(Object(metadata), "deletion_time")) return ["disabled", "was deleted"];
  // Not `not-found`: a load would go on with defaults because a mount is misspelt.
  if (/no handler for route|unsupported path/.test(said))
    return [
      "invalid-ref",
      "(no secrets engine is mounted there)",
      "look at the option mount: vault secrets list shows them",
    ];
  const warnings: unknown = Reflect.get(Object(body), "warnings");
  if (Array.isArray(warnings) && /versioned K\/V/i.test(warnings.join()))
    return ["invalid-ref", "(the engine there is KV v2: leave kvVersion out or say 2)"];
  if (/namespace not found/.test(said))
    return [
      "invalid-ref",
      "(there is no such namespace)",
      "look at the option namespace, and VAULT_NAMESPACE",
    ];
  if (!saysNothingThere(body))
    return ["malformed", "(HTTP 404, and not as Vault says it)", LOOK_BEFORE_VAULT];
  const isSignIn = /^(?:auth|sys\/wrapping)\//.test(path);
  return isSignIn || said !== "" ? ["unknown", "(HTTP 404)", LOOK_AT_LOG] : ["not-found"];
}

/** A list of errors, or an answer with warnings and without data. */
function saysNothingThere(body: unknown): boolean {
  const [errors, id]: unknown[] = ["errors", "request_id"].map((name): unknown =>
    Reflect.get(Object(body), name),
  );
  return Array.isArray(errors) || typeof id === "string";
}

function errorsOf(body: unknown): string {
  const errors: unknown = Reflect.get(Object(body), "errors");
  return Array.isArray(errors) ? errors.join("\n") : "";
}
