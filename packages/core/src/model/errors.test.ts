import { inspect } from "node:util";

import { describe, expect, test } from "vitest";

import { asError, isSourceError, reasonText, SourceError } from "./errors.ts";
import { cleanCause } from "./clean-cause.ts";

describe("a SourceError", () => {
  test("says what, where and whether to try again", () => {
    const error = new SourceError({
      reason: "throttled",
      message: "throttled by it",
      store: "it",
      ref: "a#b",
      retryAfterMs: 50,
    });
    expect(error).toMatchObject({
      reason: "throttled",
      store: "it",
      ref: "a#b",
      retryAfterMs: 50,
      retryable: true,
    });
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).toBe("SourceError: throttled by it");
    expect(Object.keys(error)).not.toContain("name");
  });

  test.each(["throttled", "unavailable", "timeout"] as const)("may be tried again when %s", (reason) => {
    expect(new SourceError({ reason, message: "" }).retryable).toBe(true);
  });

  test.each([
    "not-found",
    "denied",
    "unauthenticated",
    "malformed",
    "conflict",
    "unknown",
    "aborted",
  ] as const)("may not when %s", (reason) => {
    expect(new SourceError({ reason, message: "" }).retryable).toBe(false);
  });

  test("is one line of bounded length", () => {
    expect(new SourceError({ reason: "unknown", message: "a\nb" }).message).toBe("a b");
    expect(new SourceError({ reason: "unknown", message: "x".repeat(9999) }).message).toHaveLength(500);
  });

  test("keeps of its cause no text, header or body", () => {
    const cause = Object.assign(new Error("token canary", { cause: "canary" }), {
      code: "ECONNREFUSED",
      statusCode: 403,
      config: { headers: { authorization: "canary" } },
      response: "canary",
    });
    const error = new SourceError({ reason: "denied", message: "denied", cause });
    expect(error.cause).toEqual({ name: "Error", code: "ECONNREFUSED", status: 403 });
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
  });
});

describe("what is kept of a foreign error", () => {
  test.each([
    [new TypeError("x"), { name: "TypeError" }],
    [Object.assign(new Error("x"), { code: 5 }), { name: "Error", code: 5 }],
    [Object.assign(new Error("x"), { code: "with spaces in it" }), { name: "Error" }],
    [Object.assign(new Error("x"), { name: "a b" }), { name: "Error" }],
    [
      { name: "AccessDenied", $metadata: { httpStatusCode: 400 } },
      { name: "AccessDenied", status: 400 },
    ],
    [{ status: "403" }, { name: "Error" }],
    ["text", { name: "string" }],
    [undefined, { name: "undefined" }],
    [null, { name: "object" }],
    [
      Object.defineProperty({}, "code", {
        get: () => {
          throw new Error("inside");
        },
      }),
      { name: "Error" },
    ],
  ])("%#", (error, kept) => {
    expect(cleanCause(error)).toEqual(kept);
  });
});

/** What looks like an identifier and is none: tokens, keys and passwords. */
const TOKENS = [
  "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
  "sk_live_51H8abcDEF",
  "xoxb-123456789012-abcdef",
  "AKIAIOSFODNN7EXAMPLE",
  "JBSWY3DPEHPK3PXPJBSWY3DP",
  "EJBSWY3DPEHPK3PX",
  "QXVWZKHJRNTSPLMDGFBC",
  "CorrectHorseBatteryStaple",
  "hunter2",
  "made.up.password",
  "glpat-abcdefghij",
  "E_made_up",
  "ERR_0123456789abcdef",
  "EYJHBGCIOIJIUZI1NIJ9",
];

describe("of a foreign error's name and code nothing is kept that could be a token", () => {
  test.each(TOKENS)("%#", (token) => {
    for (const thrown of [
      { name: token, code: token },
      Object.assign(new Error("x"), { name: token, code: token }),
      { constructor: { name: token }, name: token },
      { name: `${token}\nError`, code: `${token} ERR_X` },
    ])
      expect(cleanCause(thrown)).toEqual({ name: "Error" });
  });

  test("nor a long number", () => {
    expect(cleanCause({ code: 739_184_625_198, status: 739_184_625 })).toEqual({ name: "Error" });
    expect(cleanCause({ code: 0.5, status: Number.NaN })).toEqual({ name: "Error" });
  });

  test.each([
    "ECONNREFUSED",
    "EPROTONOSUPPORT",
    "E2BIG",
    "EAI_AGAIN",
    "ERR_INVALID_URL",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "ERR_HTTP2_STREAM_ERROR",
    "UND_ERR_CONNECT_TIMEOUT",
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "ER_ACCESS_DENIED_ERROR",
    "SecretNotFound",
    "Forbidden",
  ])("but %s is kept", (code) => {
    expect(cleanCause({ code })).toEqual({ name: "Error", code });
  });

  test("and the name that a class has", () => {
    class HttpProblem extends Error {
      override readonly name = "HttpProblem";
    }
    expect(cleanCause(new HttpProblem("x"))).toEqual({ name: "HttpProblem" });
    expect(cleanCause({ name: "ThrottlingException" })).toEqual({ name: "ThrottlingException" });
  });
});

test("anything thrown becomes a SourceError, one that is one already stays it", () => {
  const own = new SourceError({ reason: "denied", message: "denied" });
  expect(asError(own, "it")).toBe(own);
  expect(asError(Object.assign(new Error("canary"), { code: "EACCES" }), "it", "ref")).toMatchObject({
    reason: "unknown",
    message: "it could not be read: it threw Error (EACCES)",
    store: "it",
    ref: "ref",
  });
});

const CANARY = "canary-text";

function raise(): never {
  throw new Error(CANARY);
}

/** Has this class's prototype, if asked, and the canary for everything else. */
function liar(prototype: object): unknown {
  return new Proxy(() => undefined, {
    get: () => CANARY,
    has: () => true,
    getPrototypeOf: () => prototype,
  });
}

/** What a program throws that isn't a plain error, by kind. */
const HOSTILE: Readonly<Record<string, () => unknown>> = {
  "getters that throw": () =>
    Object.defineProperties(
      new Error(CANARY),
      Object.fromEntries(
        ["name", "message", "code", "status", "statusCode", "$metadata", "cause", "constructor"].map(
          (key) => [key, { get: raise }],
        ),
      ),
    ),
  "a class whose prototype has getters that throw": () => {
    const prototype = Object.create(Error.prototype) as object;
    Object.defineProperties(prototype, { name: { get: raise }, constructor: { get: raise } });
    return Object.create(prototype) as unknown;
  },
  "a class whose own name throws": () => {
    class Odd extends Error {
      static override get name(): string {
        return raise();
      }
    }
    return Object.assign(new Odd(CANARY), { name: "Odd" });
  },
  "a proxy whose traps throw": () =>
    new Proxy(new Error(CANARY), { get: raise, has: raise, ownKeys: raise, getPrototypeOf: raise }),
  "a proxy that says it is a SourceError": () =>
    new Proxy(new Error(CANARY), { get: () => CANARY, getPrototypeOf: () => SourceError.prototype }),
  "a function that says it is a SourceError": () => liar(SourceError.prototype),
  "a proxy of a SourceError": () =>
    new Proxy(new SourceError({ reason: "denied", message: "denied" }), { get: () => CANARY }),
  "an object with the prototype of a SourceError": () =>
    Object.assign(Object.create(SourceError.prototype) as object, { message: CANARY }),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable(new Error(CANARY), {});
    revoke();
    return proxy;
  },
  "a revoked proxy of a function": () => {
    const { proxy, revoke } = Proxy.revocable(() => CANARY, {});
    revoke();
    return proxy;
  },
  "a frozen error": () => Object.freeze(new Error(CANARY)),
  "an object without a prototype": () => Object.assign(Object.create(null) as object, { message: CANARY }),
  "a DOMException": () => new DOMException(CANARY, CANARY),
  "a reason that is a function": () => () => CANARY,
  "a symbol": () => Symbol(CANARY),
};

describe.each(Object.entries(HOSTILE))("of %s", (_, make) => {
  test("nothing is quoted, and cleaning doesn't throw", () => {
    const error = asError(make(), "it", "ref");
    expect(isSourceError(error)).toBe(true);
    expect(error).toMatchObject({ reason: "unknown", store: "it", ref: "ref" });
    expect(inspect(error, { showHidden: true, depth: 9, showProxy: true })).not.toContain(CANARY);
  });
});

test("a SourceError of a class of its own stays what it is", () => {
  class Refused extends SourceError {}
  const own = new Refused({ reason: "denied", message: "denied" });
  expect(asError(own, "it")).toBe(own);
});

test.each(["28P01", "42501", "57P03", "XX000", "P0001"])("the SQLSTATE %s is a code", (code) => {
  expect(cleanCause({ code })).toEqual({ name: "Error", code });
});

test.each(["QXVWZ", "12345", "abcde", "Zq7!9", "99999", "HUNTR"])("a short text is none: %#", (code) => {
  expect(cleanCause({ code })).toEqual({ name: "Error" });
});

test("every reason has words of its own", () => {
  expect(reasonText("denied", "aws")).toBe("access denied by aws");
  expect(reasonText("timeout", "aws")).toBe("no answer in time from aws");
});

test("a reason that is none is unknown, and not quoted", () => {
  for (const reason of ["hunter2", "constructor", "toString", undefined, 5])
    expect(new SourceError({ reason: reason as "denied", message: "it failed" }).reason).toBe("unknown");
});
