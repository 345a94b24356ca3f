import { gzipSync, zstdCompressSync } from "node:zlib";

import { zipSync } from "fflate";
import { packTar } from "modern-tar";

export type Contents = Readonly<Record<string, Uint8Array>>;

export async function tarOf(files: Contents): Promise<Buffer> {
  const entries = Object.entries(files).map(([name, body]) => ({
    header: { name, size: body.length },
    body,
  }));
  return Buffer.from(await packTar(entries));
}

export function zipOf(files: Contents, level: 0 | 6 = 6): Buffer {
  return Buffer.from(zipSync({ ...files }, { level }));
}

export { gzipSync as gzipOf, zstdCompressSync as zstdOf };

/** What `docker save` writes: layers are archives in one. */
export async function imageOf(files: Contents): Promise<Buffer> {
  const layer = gzipSync(await tarOf(files));
  const manifest = [{ Config: "config.json", RepoTags: ["app:1"], Layers: ["blobs/sha256/1234"] }];
  return tarOf({
    "manifest.json": Buffer.from(JSON.stringify(manifest)),
    "config.json": Buffer.from("{}"),
    "blobs/sha256/1234": layer,
  });
}
