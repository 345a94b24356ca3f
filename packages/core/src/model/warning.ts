import type { Origin } from "./problem.ts";

/** Something that a load lets pass and that people should know. It holds no value. */
export interface Warning {
  /**
   * - `trap`: a value that reads otherwise than it looks; for a secret an error.
   * - `doubt`: a value that may be another than the one that is meant.
   * - `unknown-name`: a name that is no setting's.
   * - `deprecated`: a name that goes out of use.
   * - `passed`: a failure that `optional()` let pass.
   * - `absent`: a file or folder that isn't there.
   * - `ignored`: a variable that is empty, and counts as missing.
   */
  readonly kind: "trap" | "doubt" | "unknown-name" | "deprecated" | "passed" | "absent" | "ignored";
  /** The setting or group that it is about; left out: the source as a whole. */
  readonly path?: readonly string[] | undefined;
  readonly message: string;
  readonly origin: Origin;
  readonly fix?: string | undefined;
}
