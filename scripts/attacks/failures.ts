import { SourceError } from "../../packages/core/src/adapter.ts";

/** Every way in which code of others throws a value. A new way is one line. */
export const failures: Readonly<Record<string, (value: string) => unknown>> = {
  "an error's message": (it) => new Error(`can't use ${it}`),
  "an error's stack": (it) => Object.assign(new Error("x"), { stack: `Error: ${it}\n    at ${it}` }),
  "an error's name": (it) => Object.assign(new Error("x"), { name: it }),
  "an error's code": (it) => Object.assign(new Error("x"), { code: it }),
  "an error's status": (it) => Object.assign(new Error("x"), { status: it, statusCode: it }),
  "an error's numeric code": (it) => Object.assign(new Error("x"), { code: Number(it), status: Number(it) }),
  "an error's properties": (it) =>
    Object.assign(new Error("x"), { config: { headers: { authorization: it } }, response: { data: it } }),
  "an error's cause": (it) => new Error("x", { cause: new Error(it) }),
  "a cause of a cause": (it) => new Error("x", { cause: new Error("y", { cause: it }) }),
  "a cause that is an object": (it) => new Error("x", { cause: { message: it, name: it, code: it } }),
  "several errors": (it) => new AggregateError([new Error(it), it], it),
  "a class's name": (it) => new ({ [it]: class extends Error {} }[it] ?? Error)("x"),
  "a DOMException": (it) => new DOMException(it, it),
  "an aborted call's reason": (it) => AbortSignal.abort(it).reason as unknown,
  "a string": (it) => it,
  "an array": (it) => [it, [it]],
  "an object": (it) => ({ message: it, stack: it, name: it, code: it, status: it }),
  "an object that speaks": (it) => ({ toString: () => it, toJSON: () => it, valueOf: () => it }),
  "an object that is inspected": (it) => ({ [Symbol.for("nodejs.util.inspect.custom")]: () => it }),
  "a function": (it) => Object.defineProperty(() => it, "name", { value: it }),
  "a symbol": (it) => Symbol(it),
  "getters that throw": (it) => withThrowingGetters(new Error("x"), it),
  "a proxy that throws": (it) => throwingProxy(it),
  "nothing at all": () => undefined,
  "the error of JSON.parse": (it) => thrownBy(() => JSON.parse(`{"a":${it}`)),
  "the error of new URL": (it) => thrownBy(() => new URL(`http//${it}`)),
  "the error of a Headers": (it) => thrownBy(() => new Headers({ authorization: `${it}\n` })),
  "a SourceError's cause": (it) =>
    new SourceError({
      reason: "denied",
      message: "denied",
      cause: Object.assign(new Error(it), { code: it }),
    }),
};

/** Those that hand over the value as a name, a code or a status. */
export const namingFailures: ReadonlySet<string> = new Set([
  "an error's name",
  "an error's code",
  "an error's status",
  "an error's numeric code",
  "a cause that is an object",
  "a class's name",
  "a DOMException",
  "an object",
  "a function",
  "a SourceError's cause",
]);

function withThrowingGetters(error: Error, text: string): Error {
  const get = (): never => {
    throw new Error(text);
  };
  for (const name of ["message", "name", "code", "status", "cause", "stack"])
    Object.defineProperty(error, name, { get });
  return error;
}

function throwingProxy(text: string): unknown {
  const fail = (): never => {
    throw new Error(text);
  };
  return new Proxy(new Error("x"), { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
}

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}
