/** A setting as `init` would write it. No value of a `.env` file is in it. */
export interface Draft {
  /** Where it is in the schema. */
  readonly path: readonly string[];
  /** What the environment calls it; the first of several wins. */
  readonly variables: readonly string[];
  /** The zod schema, as code, without `secret()` around it. */
  readonly code: string;
  readonly secret: boolean;
  readonly required: boolean;
  /** In words, for `.env.example`: `integer`. */
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  /** The default as code, where it is a literal and the setting no secret. */
  readonly defaultCode?: string | undefined;
  /** What could not be taken over, in a sentence's rest behind the variable's name. */
  readonly todo?: string | undefined;
}

type SchemaKind = "t3-env" | "zod" | "envalid" | "convict" | "joi" | "class-validator";

/** A schema that the project has already. */
export interface ExistingSchema {
  readonly kind: SchemaKind;
  /** The file that holds it. */
  readonly file: string;
  readonly drafts: readonly Draft[];
  /** Imports and declarations that the drafts' code needs, as code. */
  readonly statements: readonly string[];
  /** What could not be taken over and is no single setting's. */
  readonly todos: readonly string[];
}
