/** Somebody called `process.exit()` who isn't this program. Its stack begins with the call. */
export class ExitCall extends Error {
  /** @param exit What was called. */
  constructor(exit: () => void) {
    super("process.exit() was called");
    Error.captureStackTrace(this, exit);
  }

  override get name(): string {
    return "ExitCall";
  }
}
