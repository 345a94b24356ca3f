/** Node with nothing to do. */
export const load = () => ({});
export const read = (): unknown => undefined;
