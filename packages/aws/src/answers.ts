/** An answer as it came, before the SDK has parsed it. */
export interface RawAnswer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
}

/** A request, before it is sent. */
export interface RawRequest {
  readonly protocol?: string;
  readonly hostname?: string;
}

export interface Watching {
  readonly look: (answer: RawAnswer) => void;
  /** Gets what failed before there was a request: the search for credentials, or the client itself. */
  readonly unsent?: (error: unknown) => void;
  /** May refuse a request by an error. */
  readonly check?: ((request: RawRequest) => void) | undefined;
}

/**
 * The same client, each answer of which is looked at first. The caller's own is left unchanged.
 */
export function watched<C extends object>(
  client: C,
  { look, unsent = () => {}, check = () => {} }: Watching,
): C {
  // The fake of a client in a test may have nothing but `send`.
  const middlewareStack = (client as WithMiddleware).middlewareStack?.clone();
  if (!middlewareStack) return client;
  middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      look(result.response as RawAnswer);
      return result;
    },
    { step: "deserialize", priority: "low", name: "confideAnswers" }, // low: before the answer is parsed
  );
  // By the error, not by the call: a client of one's own may repeat a call, and sign anew for it.
  const ofRequests = new WeakSet<object>();
  middlewareStack.add(
    (next) => async (args) => {
      check((args as { request: RawRequest }).request);
      return next(args).catch((error: unknown) => {
        ofRequests.add(Object(error) as object);
        throw error;
      });
    },
    { step: "deserialize", priority: "high", name: "confideRequests" }, // after all that signs
  );
  middlewareStack.add(
    (next) => async (args) =>
      next(args).catch((error: unknown) => {
        if (!ofRequests.has(Object(error) as object)) unsent(error);
        throw error;
      }),
    { step: "initialize", priority: "high", name: "confideUnsent" },
  );
  return Object.create(client, { middlewareStack: { value: middlewareStack } }) as C;
}

/** A client of any of the SDK's services, as far as it is the same for all. */
interface WithMiddleware {
  readonly middlewareStack?: { clone(): Stack };
}

interface Stack {
  add(middleware: Middleware, options: MiddlewarePlace): void;
}

interface MiddlewarePlace {
  readonly step: "initialize" | "deserialize";
  readonly priority: "high" | "low";
  readonly name: string;
}

type Middleware = (
  next: (args: never) => Promise<{ response: unknown }>,
) => (args: never) => Promise<{ response: unknown }>;
