import type { Draft } from "./draft.ts";
import { hasCredentials, namesSecret } from "./secret-names.ts";

type Guess = Pick<Draft, "code" | "type">;

interface Rule {
  readonly name: RegExp;
  readonly guess: Guess;
  /** Whether a value that is there would pass. */
  readonly fits: (value: string) => boolean;
}

const isInteger = (value: string) => /^-?\d{1,15}$/.test(value);

/** The first rule that fits the name, and the value where there is one. */
const RULES: readonly Rule[] = [
  {
    name: /(?:^|_)PORT$/,
    guess: { code: "z.int().min(0).max(65_535)", type: "integer" },
    fits: (value) => isInteger(value) && Number(value) <= 65_535 && Number(value) >= 0,
  },
  {
    name: /(?:^|_)(?:MS|SECONDS|MINUTES|HOURS|DAYS|TIMEOUT|TTL|LIMIT|SIZE|COUNT|RETRIES|ATTEMPTS|CONCURRENCY|WORKERS|REPLICAS)$|^(?:MAX|MIN)_/,
    guess: { code: "z.int()", type: "integer" },
    fits: isInteger,
  },
  {
    name: /^(?:IS|HAS|USE|ENABLE|DISABLE|ALLOW|SKIP)_|(?:^|_)(?:ENABLED|DISABLED|DEBUG|VERBOSE|SSL|TLS)$/,
    guess: { code: "z.boolean()", type: "boolean" },
    fits: (value) => /^(?:true|false|1|0|yes|no|on|off)$/i.test(value),
  },
  {
    name: /^NODE_ENV$/,
    guess: { code: 'z.enum(["development", "test", "production"])', type: "development, test or production" },
    fits: (value) => /^(?:development|test|production)$/.test(value),
  },
  {
    name: /(?:^|_)(?:URL|URI|ENDPOINT)$/,
    guess: { code: "z.url()", type: "text" },
    fits: (value) => URL.canParse(value),
  },
  {
    name: /(?:^|_)(?:ORIGINS|HOSTS|DOMAINS)$/,
    guess: { code: "z.array(z.string())", type: "list (a,b or JSON)" },
    fits: () => true,
  },
];

const TEXT: Guess = { code: "z.string()", type: "text" };

/** What a variable probably is, by its name. A value only decides whether the guess fits it, and is not kept. */
export function guessed(variable: string, value = ""): Guess & Pick<Draft, "secret"> {
  const rule = RULES.find(({ name }) => name.test(variable.toUpperCase()));
  const fits = rule !== undefined && (value === "" || rule.fits(value));
  return { ...(fits ? rule.guess : TEXT), secret: namesSecret(variable) || hasCredentials(value) };
}
