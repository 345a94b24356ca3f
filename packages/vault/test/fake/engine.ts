export interface Request {
  readonly method: string;
  /** Below the mount. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A secrets engine: what a request needs, and its answer. */
export interface Engine {
  capability(request: Request): string;
  answer(request: Request): object | undefined;
}
