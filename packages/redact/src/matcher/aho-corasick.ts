import type { Pattern } from "./pattern.ts";
import type { Spans } from "./spans.ts";

/**
 * Finds what `ShiftTable` finds, after Aho and Corasick: slower by far on ordinary text, but in a time that depends on the
 * text's length alone, whatever someone put into it. It is made when a text asks for it, and most programs never do.
 */
export class AhoCorasick {
  readonly #edges: Edges;
  readonly #fails: Int32Array;
  readonly #depths: Int32Array;
  /** The longest pattern that ends in this state, plus one. */
  readonly #ends: Int32Array;
  /** Whether a pattern goes on from this state. */
  readonly #inner: Uint8Array;
  readonly #patterns: readonly Pattern[];
  readonly #longest: number;
  readonly #lengths: Int32Array;
  /** The states, those that are reached by fewer units first. */
  #order: readonly number[] = [];
  #table: Table | undefined;

  constructor(patterns: readonly Pattern[]) {
    const states = patterns.reduce((sum, { text }) => sum + text.length, 1);
    this.#patterns = patterns;
    this.#lengths = Int32Array.from(patterns, ({ text }) => text.length);
    this.#longest = patterns.reduce((longest, { text }) => Math.max(longest, text.length), 0);
    this.#edges = new Edges(states);
    this.#fails = new Int32Array(states);
    this.#depths = new Int32Array(states);
    this.#ends = new Int32Array(states);
    this.#inner = new Uint8Array(states);
    this.#link(this.#grow());
  }

  /** The trie. Returns, for each state, the state before it and the unit between them. */
  #grow(): Parents {
    const parents: Parents = { states: [0], units: [0] };
    for (const [index, { text }] of this.#patterns.entries()) {
      let state = 0;
      for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        let next = this.#edges.get(state, unit);
        if (next === 0) {
          next = parents.states.push(state) - 1;
          parents.units.push(unit);
          this.#edges.set(state, unit, next);
          this.#inner[state] = 1;
          this.#depths[next] = at + 1;
        }
        state = next;
      }
      this.#ends[state] ||= index + 1;
    }
    return parents;
  }

  /** Where to go on from a state that has no way on: the longest ending of it that is a state too. */
  #link({ states, units }: Parents): void {
    const byDepth = [...states.keys()].sort(
      (a, b) => (this.#depths[a] as number) - (this.#depths[b] as number),
    );
    this.#order = byDepth;
    for (const state of byDepth) {
      const parent = states[state] as number;
      const fail = parent === 0 ? 0 : this.#step(this.#fails[parent] as number, units[state] as number);
      this.#fails[state] = fail;
      this.#ends[state] ||= this.#ends[fail] as number;
    }
  }

  #step(from: number, unit: number): number {
    let state = from;
    let next = this.#edges.get(state, unit);
    while (next === 0 && state !== 0) {
      state = this.#fails[state] as number;
      next = this.#edges.get(state, unit);
    }
    return next;
  }

  /** Adds, for each place from `from` on, the longest match that ends there: merged, these cover every match. */
  find(text: string, from: number, spans: Spans): void {
    let state = 0;
    let [last, start, end] = [0, 0, 0];
    const table = (this.#table ??= this.#tabled());
    const { steps, classes, count } = table;
    for (let at = from; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      state = steps ? (steps[state * count + (classes[unit] as number)] as number) : this.#step(state, unit);
      const ending = this.#ends[state] as number;
      if (ending === 0) continue;
      const length = this.#lengths[ending - 1] as number;
      const begin = at + 1 - length;
      // One pattern again and again, each match over the end of the one before, is one span.
      if (ending !== last || begin >= end) {
        if (last > 0) this.#add(spans, last, start, end);
        [last, start] = [ending, begin];
      }
      end = at + 1;
    }
    if (last > 0) this.#add(spans, last, start, end);
  }

  #add(spans: Spans, ending: number, start: number, end: number): void {
    spans.add(start, end, this.#patterns[ending - 1]?.label ?? "");
  }

  /** Each step looked up beforehand, where there is room for that: many times as fast. */
  #tabled(): Table {
    const classes = new Uint16Array(1 << 16);
    let count = 1;
    for (const { text } of this.#patterns)
      for (let at = 0; at < text.length; at++) classes[text.charCodeAt(at)] ||= count++;
    const states = this.#order.length;
    if (states * count > MOST_STEPS) return { classes, count, steps: undefined };
    const steps = new Int32Array(states * count);
    const units = [...classes.entries()].filter(([, each]) => each > 0);
    for (const state of this.#order) {
      const fail = (this.#fails[state] as number) * count;
      for (const [unit, each] of units) {
        const next = this.#edges.get(state, unit);
        steps[state * count + each] = next === 0 && state !== 0 ? (steps[fail + each] as number) : next;
      }
    }
    return { classes, count, steps };
  }

  /** Where the longest ending of the text begins with which a pattern begins that goes on; the text's end if none does. */
  tailOf(text: string, from: number): number {
    let state = 0;
    for (let at = Math.max(from, text.length - this.#longest); at < text.length; at++)
      state = this.#step(state, text.charCodeAt(at));
    while (state !== 0 && this.#inner[state] === 0) state = this.#fails[state] as number;
    return text.length - (this.#depths[state] as number);
  }
}

/** Four bytes each. */
const MOST_STEPS = 1 << 22;

interface Table {
  /** What stands for each unit; 0 for all that are in no pattern. */
  readonly classes: Uint16Array;
  readonly count: number;
  /** From each state by each class; undefined where that would be too much. */
  readonly steps: Int32Array | undefined;
}

interface Parents {
  readonly states: number[];
  readonly units: number[];
}

/** From a state by a unit to a state: a hash table in three arrays, a tenth of the memory of maps. */
class Edges {
  readonly #mask: number;
  readonly #states: Int32Array;
  readonly #units: Uint16Array;
  readonly #targets: Int32Array;

  constructor(count: number) {
    const size = 2 ** Math.ceil(Math.log2(count * 2 + 2));
    this.#mask = size - 1;
    this.#states = new Int32Array(size);
    this.#units = new Uint16Array(size);
    this.#targets = new Int32Array(size);
  }

  /** 0, the root, where there is no way: none leads back to it. */
  get(state: number, unit: number): number {
    return this.#targets[this.#slot(state, unit)] as number;
  }

  set(state: number, unit: number, target: number): void {
    const slot = this.#slot(state, unit);
    this.#states[slot] = state;
    this.#units[slot] = unit;
    this.#targets[slot] = target;
  }

  #slot(state: number, unit: number): number {
    let slot = (Math.imul(state, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)) & this.#mask;
    while (this.#targets[slot] !== 0 && (this.#states[slot] !== state || this.#units[slot] !== unit))
      slot = (slot + 1) & this.#mask;
    return slot;
  }
}
