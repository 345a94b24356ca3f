/** A call that the fake refuses, with gRPC's code and the service's words. */
export class Refusal extends Error {
  readonly code: number;
  /** As in `google.rpc.ErrorInfo`. */
  readonly reason: string | undefined;

  constructor(code: number, message: string, reason?: string) {
    super(message);
    this.code = code;
    this.reason = reason;
  }
}
