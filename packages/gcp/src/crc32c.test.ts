import { expect, test } from "vitest";

import { crc32c } from "./crc32c.ts";

test("agrees with the vectors of RFC 3720", () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, index) => index))).toBe(0x46dd794e);
  expect(crc32c(new TextEncoder().encode("123456789"))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array())).toBe(0);
});

test("agrees with a checksum that the service gave", () => {
  const payload =
    "I always loved sparring with giant candy swords, but I had no idea that was my super secret information!";
  expect(String(crc32c(new TextEncoder().encode(payload)))).toBe("98593831");
});
