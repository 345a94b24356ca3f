// Compiled against the packed packages by every supported TypeScript: what their declarations mean to a user.
import * as core from "@confide/core";
import * as testing from "@confide/core/testing";

export const names: readonly string[] = [...Object.keys(core), ...Object.keys(testing)];
