/** A variable with its value. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** A kind of file that holds variables. */
export interface VariableFormat {
  /** Why it can't hold a variable, to follow the setting's name; `undefined` if it can. It quotes no value. */
  readonly refusal: (variable: NamedText) => string | undefined;
  /** The file, of variables that it can hold. */
  readonly print: (variables: readonly NamedText[], options: FormatOptions) => string;
}

interface FormatOptions {
  /** Of a resource of Kubernetes. */
  readonly resourceName: string;
}

const IDENTIFIER = /^[A-Za-z_]\w*$/;

/** Most readers take letters, digits and underscores. */
export function identifierRefusal({ name }: NamedText): string | undefined {
  return IDENTIFIER.test(name) ? undefined : NO_NAME;
}

export const NO_NAME = "has a variable whose name this format can't hold";
