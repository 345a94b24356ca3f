import type { CallContext } from "@confide/core/adapter";

/** How long a call may take. */
export type Bounds = Pick<CallContext, "signal" | "deadlineMs">;
