import { ignore, node } from "./node.ts";

/**
 * Puts new content in a file's place, whole or not at all, also when the machine stops in the middle: when this resolves, the content is
 * on the disk. The caller holds the lock.
 */
export async function replaceFile(
  path: string,
  content: Uint8Array,
  beforeRename: () => Promise<void>,
): Promise<void> {
  const folder = node.path.dirname(path);
  const temporary = node.path.join(folder, `${prefixOf(path)}${node.crypto.randomUUID()}`);
  try {
    await writeThrough(temporary, content, await modeOf(path));
    await beforeRename();
    await node.fs.rename(temporary, path);
  } catch (error) {
    await node.fs.rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** The half-written files that killed processes left; files of any other name are somebody else's. The caller holds the lock. */
export async function clearHalfWritten(path: string): Promise<void> {
  const folder = node.path.dirname(path);
  for (const entry of await node.fs.readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.startsWith(prefixOf(path))) continue;
    if (!UUID.test(entry.name.slice(prefixOf(path).length))) continue;
    await node.fs.unlink(node.path.join(folder, entry.name)).catch(ignore("ENOENT"));
  }
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function prefixOf(path: string): string {
  return `.${node.path.basename(path)}.new.`;
}

/** Only its owner's, unless someone has let others in. */
async function modeOf(path: string): Promise<number> {
  return node.fs.stat(path).then(
    ({ mode }) => mode & 0o777,
    () => 0o600,
  );
}

async function writeThrough(path: string, content: Uint8Array, mode: number): Promise<void> {
  const handle = await node.fs.open(path, "wx", 0o600);
  try {
    await handle.writeFile(content);
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Without this the new name could be lost, though the content isn't. Windows has no such thing. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await node.fs.open(folder, "r").catch(ignore("EISDIR", "EPERM", "EACCES"));
  try {
    await handle?.sync();
  } catch (error) {
    ignore("EINVAL", "EPERM")(error);
  } finally {
    await handle?.close();
  }
}
