import { kindAt, LARGEST_WHOLE } from "../content/contents.ts";
import { isArchive } from "../content/kind.ts";
import type { Place } from "../content/place.ts";
import type { ObjectHeader, ObjectTaker } from "../git/objects.ts";
import type { Repository } from "../git/repository.ts";
import type { Look } from "../look.ts";
import { lookAtBlob } from "./git-file.ts";

/** Objects of git that are looked through as they come. A subclass says where each is. */
export abstract class LookedObjects implements ObjectTaker {
  protected readonly look: Look;
  readonly #repository: Repository;
  /** Archives, which are read between two pieces of git's output. */
  #waiting: (() => Promise<void>)[] = [];

  constructor(look: Look, repository: Repository) {
    this.look = look;
    this.#repository = repository;
  }

  abstract whole(header: ObjectHeader, bytes: Buffer): void;
  protected abstract placeOf(header: ObjectHeader): Place;
  abstract missing(id: string): void;

  protected blob(place: Place, bytes: Buffer): void {
    const deep = lookAtBlob(this.look, this.#repository, place, bytes);
    if (deep) this.#waiting.push(deep);
  }

  /** An archive is only opened whole. */
  begin(header: ObjectHeader, first: Buffer): boolean {
    const place = this.placeOf(header);
    const isPacked = isArchive(kindAt(place, first));
    if (isPacked && header.size <= LARGEST_WHOLE) return false;
    if (isPacked) this.look.unread(place.path, "too-large");
    this.look.windows.begin(place);
    return true;
  }

  piece(bytes: Buffer): void {
    this.look.contents.bytes += bytes.length;
    this.look.windows.write(bytes);
  }

  end(): void {
    this.look.contents.count++;
    this.look.windows.end();
  }

  async settle(): Promise<void> {
    this.look.progress();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const look of waiting) await look();
  }
}
