// What every visitor may read. The build puts the values in, so that each variable's name is written out.
import * as z from "zod";

export const publicSchema = z.object({
  supportEmail: z.email().default("help@site.example").describe("Public: it is part of what is built."),
});

export const publicConfig = publicSchema.parse({
  supportEmail: process.env.NEXT_PUBLIC_SUPPORT_EMAIL,
});
