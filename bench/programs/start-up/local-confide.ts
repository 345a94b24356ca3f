import { getOutcomes } from "@confide/core/adapter";
import { localStore } from "@confide/local";

import { secretNames, valueOf } from "../../servers/names.ts";

const names = secretNames(COUNT);
const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 10_000, attempt: 1 };
const store = localStore({ path: process.env["SECRETS"] ?? "" });
const outcomes = await getOutcomes(
  store,
  names.map((name) => ({ name })),
  context,
);
for (const [index, name] of names.entries())
  if (outcomes[index]?.value?.value.reveal() !== valueOf(name)) throw new Error("a value is another one");
