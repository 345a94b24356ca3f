import type { Config } from "./confide.config.ts";

/** Whether the vendor of the newsletter takes the address. */
export async function subscribe(email: string, { newsletter }: Config): Promise<boolean> {
  const response = await fetch(new URL("/v1/subscribers", newsletter.url), {
    method: "POST",
    headers: {
      authorization: `Bearer ${newsletter.apiKey.reveal()}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ email }),
  });
  return response.ok;
}
