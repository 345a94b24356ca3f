/** What the contracts seed as a value, and then search for in all that could show one. */
export const CANARY = "canary-5e1f0c77d2";
