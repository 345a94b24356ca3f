import type { OptionSpec } from "./option-spec.ts";

type Given = ReadonlyMap<string, readonly string[]>;

/** The options of one command line. To ask for one that the table doesn't have is a fault of the command. */
export class Options {
  readonly #specs: readonly OptionSpec[];
  readonly #given: Given;

  constructor(specs: readonly OptionSpec[], given: Given) {
    this.#specs = specs;
    this.#given = given;
  }

  flag(name: string): boolean {
    return this.#valuesOf(name, (spec) => spec.value === undefined) !== undefined;
  }

  /** The last one that was given. */
  text(name: string): string | undefined {
    return this.#valuesOf(name, (spec) => spec.value !== undefined)?.at(-1);
  }

  texts(name: string): readonly string[] {
    return this.#valuesOf(name, (spec) => spec.many === true) ?? [];
  }

  #valuesOf(name: string, fits: (spec: OptionSpec) => boolean): readonly string[] | undefined {
    const spec = this.#specs.find((each) => each.name === name);
    if (spec === undefined || !fits(spec)) throw new TypeError(`the table has no --${name} of this kind`);
    return this.#given.get(name);
  }
}
