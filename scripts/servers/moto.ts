import { cached, pip } from "./cached.ts";
import { freePort, type Server, start, untilReady } from "./server.ts";

export interface Moto extends Server {
  /** Forgets everything that was stored. */
  readonly reset: () => Promise<void>;
}

const PACKAGES = ["moto==5.2.3", "flask==3.1.3", "flask-cors==6.0.5"];

/** moto, which answers as AWS does for any account and credentials. Where it is wrong, the tests name the case. */
export async function startMoto(): Promise<Moto> {
  // A plain folder rather than a virtual environment: it can be moved into place whole, and needs no ensurepip.
  const folder = await cached("moto-5.2.3", async (into) => pip(["install", "--target", into, ...PACKAGES]));
  const port = await freePort();
  const server = start("python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)], {
    env: { PATH: process.env.PATH, HOME: folder, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: "1" },
  });
  const url = `http://127.0.0.1:${port}`;
  await untilReady("moto", server, async () => (await fetch(`${url}/moto-api/data.json`)).ok);
  return {
    url,
    reset: async () => {
      await fetch(`${url}/moto-api/reset`, { method: "POST" });
    },
    stop: async () => server.stop(),
  };
}
