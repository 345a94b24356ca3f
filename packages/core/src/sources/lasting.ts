const things = new WeakSet<object>();

/**
 * Says of a reading that its source hands the same object out again while nothing has changed, and that nothing in it
 * ever changes: what was made of it before can then be used again. So too of what is made of such readings only.
 */
export function lasting<T extends object>(thing: T): T {
  things.add(thing);
  return thing;
}

export function isLasting(thing: object): boolean {
  return things.has(thing);
}
