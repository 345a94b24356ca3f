import { basename } from "node:path";

import type { WordCandidate } from "./candidate.ts";

type Words = readonly (readonly WordCandidate[])[];

/** A command that another one starts: `sudo -u app cat .env`. */
interface InnerCommand {
  readonly program: string;
  readonly args: Words;
  readonly isElsewhere: boolean;
  /** It gets its operands from its input. */
  readonly isFed: boolean;
}

/** Programs that start another, and those of their options that a value follows. */
const STARTERS: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugpChDRT]$/,
  doas: /^-[uC]$/,
  env: /^(?:-[uCS]|--unset|--chdir)$/,
  nohup: /^$/,
  time: /^-[fo]$/,
  nice: /^-n$/,
  ionice: /^-[cnp]$/,
  timeout: /^-[ks]$/,
  command: /^$/,
  exec: /^-a$/,
  builtin: /^$/,
  busybox: /^$/,
  setsid: /^$/,
  stdbuf: /^-[ioe]$/,
  watch: /^-[n]$/,
  xargs: /^(?:-[nIPLdsaE]|--arg-file|--delimiter|--max-args)$/,
  npx: /^(?:-p|--package)$/,
  bunx: /^$/,
  pnpx: /^$/,
};

/** `pnpm exec confide` */
const EXECUTORS = /^(?:exec|dlx|x)$/;
const MANAGERS: ReadonlySet<string> = new Set(["npm", "pnpm", "yarn", "bun"]);
/** `docker compose exec -T app printenv` */
const CONTAINERS: ReadonlySet<string> = new Set(["docker", "podman", "nerdctl", "kubectl", "docker-compose"]);

/** The command that is run in the end. */
export function innerCommand(words: Words, isElsewhere = false, isFed = false): InnerCommand {
  const texts = words.map((each) => each[0]?.text ?? "");
  const program = basename(texts[0] ?? "").replace(/^\\/, "");
  const outer = { program, args: words.slice(1), isElsewhere, isFed };
  const start = innerStart(program, texts);
  if (start === undefined || start >= words.length) return outer;
  const elsewhere = isElsewhere || CONTAINERS.has(program) || program === "ssh";
  return innerCommand(words.slice(start), elsewhere, isFed || program === "xargs");
}

function innerStart(program: string, texts: readonly string[]): number | undefined {
  const withValue = STARTERS[program];
  if (withValue !== undefined) return behindOptions(texts, 1, withValue) + (program === "timeout" ? 1 : 0);
  if (MANAGERS.has(program))
    return EXECUTORS.test(texts[1] ?? "") ? behindOptions(texts, 2, /^$/) : undefined;
  if (program === "ssh") return behindOptions(texts, 1, /^-[bcDEeFIiJLlmOopQRSWw]$/) + 1;
  if (!CONTAINERS.has(program)) return undefined;
  const verb = texts.findIndex((text) => text === "exec" || text === "run");
  if (verb === -1) return undefined;
  const operand = behindOptions(
    texts,
    verb + 1,
    /^(?:-[eunwlpv]|--env|--user|--name|--workdir|--env-file|--volume|--network|--entrypoint|--container|--namespace|-c)$/,
  );
  return texts[operand + 1] === "--" ? operand + 2 : operand + 1;
}

/** Assignments, as of `env`, are left out too. */
function behindOptions(texts: readonly string[], from: number, withValue: RegExp): number {
  let index = from;
  while (index < texts.length) {
    const text = texts[index] ?? "";
    if (text === "--") return index + 1;
    if (withValue.test(text)) index += 2;
    else if (text.startsWith("-") || /^[A-Za-z_]\w*=/.test(text)) index += 1;
    else break;
  }
  return index;
}
