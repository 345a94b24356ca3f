import type { BenchSetting } from "./settings.ts";

/** What a load reads: one half of the settings stands in the environment, the other in `.env`. */
export interface Inputs {
  readonly env: Readonly<Record<string, string>>;
  readonly dotenv: string;
}

export function inputsFor(settings: readonly BenchSetting[], dotenvBytes = 0): Inputs {
  const [first, second] = [
    settings.filter((_, index) => index % 2 === 0),
    settings.filter((_, index) => index % 2 === 1),
  ];
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
