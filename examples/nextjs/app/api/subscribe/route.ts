import * as z from "zod";

import { config } from "../../../lib/config.ts";
import { subscribe } from "../../../lib/newsletter.ts";

export async function POST(request: Request): Promise<Response> {
  const email = z.email().safeParse((await request.formData()).get("email"));
  if (!email.success) return new Response(null, { status: 400 });
  const isTaken = await subscribe(email.data, config());
  return new Response(null, { status: isTaken ? 204 : 502 });
}
