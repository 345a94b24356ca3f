/** An answer as it came, before the SDK has parsed it. */
export interface RawAnswer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  body?: unknown;
}

/** The same client, each answer of which is looked at first. The caller's own is left unchanged. */
export function watched<C extends object>(client: C, look: (answer: RawAnswer) => void): C {
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
  return Object.create(client, { middlewareStack: { value: middlewareStack } }) as C;
}

/** A client of any of the SDK's services, as far as it is the same for all. */
interface WithMiddleware {
  readonly middlewareStack?: { clone(): Stack };
}

interface Stack {
  add(middleware: Middleware, options: { step: "deserialize"; priority: "low"; name: string }): void;
}

type Middleware = (
  next: (args: never) => Promise<{ response: unknown }>,
) => (args: never) => Promise<{ response: unknown }>;
