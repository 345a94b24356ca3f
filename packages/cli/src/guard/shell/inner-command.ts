import { basename } from "node:path";

import { literal, type WordCandidate } from "./candidate.ts";

type Words = readonly (readonly WordCandidate[])[];

/** A command that another one starts: `sudo -u app cat .env`. */
interface InnerCommand {
  readonly program: string;
  readonly args: Words;
  readonly isElsewhere: boolean;
  /** It gets its operands from its input. */
  readonly isFed: boolean;
  /** Or from these files. */
  readonly files: Words;
}

/** Programs that start another, and those of their options that a value follows. */
const STARTERS: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugpChDRT]$/,
  doas: /^-[uC]$/,
  env: /^(?:-[uC]|--unset|--chdir)$/,
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
  strace: /^-[aeEIoOpPsSuX]$/,
  ltrace: /^-[aeFlnopsuxX]$/,
  xargs: /^(?:-[nIPLdsaE]|--arg-file|--delimiter|--max-args)$/,
  npx: /^(?:-p|--package)$/,
  bunx: /^$/,
  pnpx: /^$/,
};

/** `pnpm exec confide` */
const EXECUTORS = /^(?:exec|dlx|x)$/;
const MANAGERS: ReadonlySet<string> = new Set(["npm", "pnpm", "yarn", "bun"]);
/** `docker compose exec -T app printenv` */
/** They fill the environment of another program: `dotenv -- printenv`. */
const LOADERS: ReadonlySet<string> = new Set(["dotenv", "dotenv-cli", "dotenvx", "env-cmd", "op", "doppler", "infisical"]); // prettier-ignore
const CONTAINERS: ReadonlySet<string> = new Set(["docker", "podman", "nerdctl", "kubectl", "docker-compose"]);

/** The command that is run in the end. */
export function innerCommand(given: Words, isElsewhere = false, isFed = false): InnerCommand {
  const words = wordsOf(given);
  const texts = words.map((each) => each[0]?.text ?? "");
  const program = basename(texts[0] ?? "").replace(/^\\/, "");
  const files =
    program === "xargs" ? words.filter((_, index) => /^(?:-a|--arg-file)$/.test(texts[index - 1] ?? "")) : [];
  const isListed = isFed || program === "cpio" || program === "pax";
  const outer = { program, args: words.slice(1), isElsewhere, isFed: isListed, files };
  const start = innerStart(program, texts);
  if (start === undefined || start >= words.length) return outer;
  const elsewhere = isElsewhere || CONTAINERS.has(program) || LOADERS.has(program) || program === "ssh";
  const inner = innerCommand(words.slice(start), elsewhere, isFed || program === "xargs");
  return { ...inner, files: [...files, ...inner.files] };
}

/** A command that is one word, as `env -S` and `npx -c` take it. */
function wordsOf(words: Words): Words {
  const [[first] = [], ...rest] = words;
  if (first === undefined || !/\s/.test(first.text)) return words;
  return [
    ...first.text
      .trim()
      .split(/\s+/)
      .map((text) => [literal(text)]),
    ...rest,
  ];
}

function innerStart(program: string, texts: readonly string[]): number | undefined {
  const withValue = STARTERS[program];
  if (withValue !== undefined) return behindOptions(texts, 1, withValue) + (program === "timeout" ? 1 : 0);
  if (MANAGERS.has(program))
    return EXECUTORS.test(texts[1] ?? "") ? behindOptions(texts, 2, /^$/) : undefined;
  if (program === "ssh") return behindOptions(texts, 1, /^-[bcDEeFIiJLlmOopQRSWw]$/) + 1;
  if (LOADERS.has(program)) {
    const inner = texts.indexOf("--");
    return inner === -1 ? undefined : inner + 1;
  }
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
