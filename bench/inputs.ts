import type { BenchSetting } from "./settings.ts";

/** What a load reads. */
export interface Inputs {
  readonly env: Readonly<Record<string, string>>;
  readonly dotenv: string;
}

export interface InputOptions {
  /** Which settings stand in the environment and not in `.env`; every other one if left out. */
  readonly inEnv?: "half" | "none";
  /** What `.env` is filled up to, with names that are nobody's. */
  readonly dotenvBytes?: number;
}

export function inputsFor(
  settings: readonly BenchSetting[],
  { inEnv = "half", dotenvBytes = 0 }: InputOptions = {},
): Inputs {
  const isInEnv = (index: number): boolean => inEnv === "half" && index % 2 === 0;
  const first = settings.filter((_, index) => isInEnv(index));
  const second = settings.filter((_, index) => !isInEnv(index));
  const variables = first.map(({ env, text }) => [env, text] as const);
  const lines = second.map(({ env, text }) => `${env}=${text}\n`);
  return {
    env: { ...container(), ...Object.fromEntries(variables) },
    dotenv: padded(lines.join(""), dotenvBytes),
  };
}

/** Names that are nobody's, a comment now and then, a quoted value among them: what a large `.env` is made of. */
function padded(text: string, bytes: number): string {
  const lines = [text];
  for (let [index, size] = [0, text.length]; size < bytes; index++) {
    const value = index % 4 === 0 ? `"quoted value ${index}"` : `value-${index}`;
    const line = `${index % 10 === 0 ? `# Part ${index}\n` : ""}OTHER_NAME_${index}=${value}\n`;
    lines.push(line);
    size += line.length;
  }
  return lines.join("");
}

/** The other 30 variables that a container in Kubernetes has, three services beside it. */
function container(): Record<string, string> {
  const services = ["KUBERNETES", "POSTGRES", "REDIS"].flatMap((service, index): [string, string][] => {
    const address = `10.96.0.${index + 1}`;
    return [
      [`${service}_SERVICE_HOST`, address],
      [`${service}_SERVICE_PORT`, "443"],
      [`${service}_SERVICE_PORT_HTTPS`, "443"],
      [`${service}_PORT`, `tcp://${address}:443`],
      [`${service}_PORT_443_TCP`, `tcp://${address}:443`],
      [`${service}_PORT_443_TCP_PROTO`, "tcp"],
      [`${service}_PORT_443_TCP_PORT`, "443"],
      [`${service}_PORT_443_TCP_ADDR`, address],
    ];
  });
  return {
    PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    HOME: "/home/node",
    HOSTNAME: "api-6d4cf56db6-x2x7k",
    LANG: "C.UTF-8",
    NODE_ENV: "production",
    PWD: "/app",
    ...Object.fromEntries(services),
  };
}
