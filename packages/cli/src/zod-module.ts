/**
 * zod, handed to what describes an output: at run time no command imports it for that, as it takes longer than most of them do.
 */
export type Zod = typeof import("zod");
