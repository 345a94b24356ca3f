/** What a name stands for, before its references are resolved. */
export interface Template {
  readonly text: string;
  /** Nothing in it is a reference. */
  readonly literal: boolean;
  /** `.env:12`, for messages: a reference that leads nowhere may be a part of a password, and is not quoted. */
  readonly location: string;
}

export type Expanded = { readonly text: string; readonly failure?: never } | { readonly failure: string };

export interface Names {
  readonly templateOf: (name: string) => Template | undefined;
  /** The environment, which a reference means first. */
  readonly outsideOf: (name: string) => string | undefined;
}

/** Of all expanded text of one reading together: ten lines can ask for terabytes. */
const MAX_CHARACTERS = 8 * 1024 * 1024;
const MAX_EXPANSION_DEPTH = 100;

/**
 * Resolves `${NAME}` and `${NAME:-default}`; `\$` is a dollar sign, and so is any other `$`. Never a shell. Each name is
 * resolved once, so that the time grows with the text and with what comes of it.
 */
export class Expander {
  readonly #names: Names;
  readonly #done = new Map<string, Expanded>();
  readonly #under: string[] = [];
  #left = MAX_CHARACTERS;

  constructor(names: Names) {
    this.#names = names;
  }

  /** The text of a name of the files, or why there is none; `undefined`: no file has the name. */
  resolve(name: string): Expanded | undefined {
    const before = this.#done.get(name);
    if (before) return before;
    const template = this.#names.templateOf(name);
    return template && this.#resolveTemplate(name, template);
  }

  /** What the environment has, unless it is empty, as `env()` before `dotenv()` would have it; else what the files have. */
  #referenced(name: string): Expanded | undefined {
    const outside = this.#names.outsideOf(name);
    if (outside) return { text: outside };
    // A name that refers to itself means the outer one, as in `PATH=${PATH:-/bin}:/opt/bin`.
    const inside = this.#under.at(-1) === name ? undefined : this.resolve(name);
    return inside ?? (outside === undefined ? undefined : { text: outside });
  }

  #resolveTemplate(name: string, template: Template): Expanded {
    const circle = this.#under.indexOf(name);
    if (circle !== -1)
      return { failure: `refers to itself: ${[...this.#under.slice(circle), name].join(" → ")}` };
    if (this.#under.length === MAX_EXPANSION_DEPTH)
      return { failure: `refers to others more than ${MAX_EXPANSION_DEPTH} deep` };
    this.#under.push(name);
    const expanded = template.literal ? { text: template.text } : this.#expand(template);
    this.#under.pop();
    this.#done.set(name, expanded);
    return expanded;
  }

  #expand({ text, location }: Template): Expanded {
    if (OTHER_REFERENCE.test(text)) return { failure: `${location} ${NOT_UNDERSTOOD}` };
    let [out, from] = ["", 0];
    /** For each `${NAME:-` that is open whether its default is not needed; what is not needed may refer to nothing. */
    const skips = [false];
    for (const { 0: token, 1: name, 2: end, index } of text.matchAll(TOKEN)) {
      const skip = skips.at(-1) === true;
      if (!skip) out += text.slice(from, index);
      from = index + token.length;
      if (name === undefined) {
        if (token === "}" && skips.length > 1) skips.pop();
        else if (!skip) out += token.slice(-1);
        continue;
      }
      const inner = skip ? undefined : this.#referenced(name);
      if (inner?.failure !== undefined) return inner;
      if (end === ":-") skips.push(skip || Boolean(inner?.text));
      else if (!skip && inner === undefined)
        return { failure: `${location} ${name.includes("-") ? SHELL_DEFAULT : LEADS_NOWHERE}` };
      out += inner?.text ?? "";
      if (out.length > this.#left) return { failure: `expands to more than ${MAX_CHARACTERS >> 20} MiB` };
    }
    if (skips.length > 1) return { failure: `${location} opens a reference with \${ and does not close it` };
    this.#left -= out.length + text.length - from;
    return { text: out + text.slice(from) };
  }
}

const TOKEN = /\\\$|\$\{([A-Za-z_][\w.-]*)(\}|:-)|\}/g;
/** Forms that only a shell has: `${NAME:?needed}`, `${NAME%.txt}`, `${NAME:0:3}`, `${#NAME}`. */
const OTHER_REFERENCE = /(?<!\\)\$\{(?:[A-Za-z_][\w.-]*(?::(?!-)|[^\w.}:-])|[#!][A-Za-z_])/;
const NOT_UNDERSTOOD =
  "holds a reference that is not understood: write ${NAME} or ${NAME:-default}, \\${ for the characters themselves, or single quotes around the value";
/** `${NAME-default}`: here a name may have a hyphen. */
const SHELL_DEFAULT =
  "refers to a name with a hyphen that is set neither there nor in the environment: write ${NAME:-default} for a default, \\${ for the characters themselves, or single quotes around the value";
const LEADS_NOWHERE =
  "refers to a name that is set neither there nor in the environment: set it, or write ${NAME:-} where it may be missing";
