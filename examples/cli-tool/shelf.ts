import type { Settings } from "./cli.ts";

interface Book {
  readonly title: string;
  readonly tags: readonly string[];
}

const books: readonly Book[] = [
  { title: "A Pattern Language", tags: ["architecture", "design"] },
  { title: "The Design of Everyday Things", tags: ["design"] },
  { title: "A Timeless Way of Building", tags: ["architecture"] },
];

/** What the tool does; a real one would ask the bucket with the token. */
export function list({ bucket, limit, tag, format }: Settings): string {
  const found = books.filter(({ tags }) => tag.every((one) => tags.includes(one))).slice(0, limit);
  if (format === "json") return JSON.stringify(found);
  return found.map(({ title }) => `${bucket}: ${title}`).join("\n");
}
