/** What the keys have come to so far. `several`: more followed the end of the line, so it was no line that somebody typed. */
export type HiddenLineState = "open" | "done" | "several" | "cancelled";

/**
 * A line typed without an echo, from what a terminal in raw mode sends. A terminal that brackets what is pasted may bring
 * several lines at once, a key's PEM for instance: they are the value.
 */
export class HiddenLine {
  text = "";
  #isPasted = false;
  #rest = "";

  feed(chunk: string): HiddenLineState {
    let left = this.#rest + chunk;
    this.#rest = "";
    while (left !== "") {
      const [key = ""] = (this.#isPasted ? PASTED : KEY).exec(left) ?? [];
      if (key === "") {
        this.#rest = left; // half an escape sequence
        return "open";
      }
      left = left.slice(key.length);
      const state = this.#press(key);
      if (state !== "open") return state === "done" && left !== "" ? "several" : state;
    }
    return "open";
  }

  #press(key: string): HiddenLineState {
    if (key === PASTE_END) this.#isPasted = false;
    else if (this.#isPasted) this.text += key.replaceAll(/\r\n?/g, "\n");
    else if (key === PASTE_START) this.#isPasted = true;
    else if (key === "\r" || key === "\n" || key === "\r\n") return "done";
    else if (key === "\u0003") return "cancelled";
    else if (key === "\u0004") return this.text === "" ? "cancelled" : "done";
    else if (key === "\u0015") this.text = "";
    else if (key === "\u007F" || key === "\b") this.text = this.text.replace(/.$/su, "");
    else if (!key.startsWith("\u001B")) this.text += key;
    return "open";
  }
}

/** What a terminal is sent so that it brackets what is pasted, and stops to. */
export const BRACKETS_ON = "\u001B[?2004h";
export const BRACKETS_OFF = "\u001B[?2004l";

const PASTE_START = "\u001B[200~";
const PASTE_END = "\u001B[201~";

/** A key: an escape sequence that is whole, a line's end, or a character. */
// oxlint-disable-next-line no-control-regex -- keys are control characters
const KEY = /^(?:\u001B(?:\[[\d;?]*[@-~]|O.|[^[O])|\r\n|[^\u001B])/su;

/** What was pasted, up to the end of it. */
// oxlint-disable-next-line no-control-regex -- keys are control characters
const PASTED = /^(?:\u001B\[201~|[^\u001B]+|\u001B(?!\[201~|$|\[$|\[2$|\[20$|\[201$))/su;
