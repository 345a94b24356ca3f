import { Secret } from "@confide/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { encoders } from "../../test/encoders.ts";
import { samples } from "../../test/samples.ts";
import { type FoundSecret, secretFinder } from "./secret-finder.ts";

const VALUE = "Tr0ub4dor-und-3";
const finder = secretFinder([new Secret(VALUE, "database.password")]);

function foundIn(text: string | Buffer): readonly FoundSecret[] {
  return finder.find(Buffer.from(text as string));
}

test("says whose value it is, where, and how it is written", () => {
  const base64 = Buffer.from(VALUE).toString("base64");
  expect(foundIn(`ö=${VALUE} ${base64}`)).toEqual([
    { start: 3, end: 18, name: "database.password", known: true, form: "plain" },
    { start: 19, end: 19 + base64.length, name: "database.password", known: true, form: "base64" },
  ]);
  expect(finder.findText(`ö=${VALUE}`)).toMatchObject([{ start: 2, end: 17 }]);
  expect(finder.names).toEqual(["database.password"]);
});

test.each([
  ["hexadecimal digits", (value: string) => Buffer.from(value).toString("hex"), "bytes"],
  ["decimal bytes", (value: string) => [...Buffer.from(value)].join(", "), "bytes"],
  ["base64 behind a user's name", (value: string) => btoa(`app:${value}`), "base64"],
  ["UTF-16", (value: string) => Buffer.from(value, "utf16le"), "utf-16"],
  ["UTF-16, the high byte first", (value: string) => Buffer.from(value, "utf16le").swap16(), "utf-16"],
  ["two lines", (value: string) => `${value.slice(0, 12)}\n${value.slice(12)}`, "line breaks"],
])("names the form: %s", (_, write, form) => {
  expect(foundIn(write(VALUE))).toMatchObject([{ name: "database.password", form }]);
}); // prettier-ignore

test.each([
  ["JSON", (value: string) => JSON.stringify(value), "backslash"],
  ["a URL", encodeURIComponent, "percent"],
  ["JSON in a URL", (value: string) => encodeURIComponent(JSON.stringify(value)), "backslash in percent"],
  ["base64 in a URL", (value: string) => encodeURIComponent(btoa(value)), "base64 in percent"],
])("names the encodings, the inner one first: %s", (_, write, form) => {
  const { find } = secretFinder([new Secret('say "no" <<<>>>~~~~???', "s")]);
  expect(find(Buffer.from(write('say "no" <<<>>>~~~~???')))).toMatchObject([{ name: "s", form }]);
}); // prettier-ignore

describe("what people write by hand", () => {
  const HAND = 'pa$$ph"rase of, 100% made-up & long $words';
  const doubled = (text: string) => text.replaceAll("$", "$$$$");
  const single = (text: string) => text.replaceAll("'", "''");
  test.each([
    ["a file of Docker Compose", doubled(HAND), "doubled dollars"],
    ["one in double quotes", JSON.stringify(doubled(HAND)), "backslash in doubled dollars"],
    ["one in single quotes", `'${single(doubled(HAND))}'`, "doubled dollars"],
    ["a unit of systemd", doubled(HAND.replaceAll("%", "%%")), "doubled dollars in doubled percents"],
    ["a crontab", HAND.replaceAll("%", String.raw`\%`), "backslash"],
    ["a batch file", HAND.replaceAll(/[&"%]/g, "^$&"), "carets"],
    ["one with its percent signs twice", HAND.replaceAll("%", "%%").replaceAll(/[&"]/g, "^$&"), "doubled percents in carets"],
    ["a script of PowerShell", HAND.replaceAll(/["$]/g, "`$&"), "backticks"],
    ["YAML in lines", `key: >-\n  ${HAND.replaceAll(" ", "\n  ")}`, "folded lines"],
    ["YAML in quotes and lines", `"${JSON.stringify(HAND).slice(1, -1).replace("rase of", "rase\\\n  \\ of")}"`, "backslash in folded lines"],
    ["a text in lines", HAND.replace("of, 100", "of,\r\n\t100"), "folded lines"],
    ["a string over lines", HAND.replace("made-up & long", "made-up & \\\nlong"), "folded lines"],
  ])("%s", (_, written, form) => {
    const { find, reach } = secretFinder([new Secret(HAND, "s")]);
    expect(written.length).toBeLessThan(reach);
    expect(find(Buffer.from(`some words, ${written} and more`))).toMatchObject([{ name: "s", form }]);
  });

  test("accented letters in one character or two", () => {
    const [one, two] = ["Grüße-aus-Köln", "Grüße-aus-Köln".normalize("NFD")];
    for (const [known, written] of [[one, two], [two, one]])
      expect(secretFinder([new Secret(known, "s")]).find(Buffer.from(written ?? ""))).toMatchObject([{ form: "plain" }]);
  });

  test("a private key as bytes alone", () => {
    const body = Buffer.from("the bytes of a key, which are not really one at all, but as many").toString("base64");
    const { find } = secretFinder([new Secret(`-----BEGIN PRIVATE KEY-----\n${body.slice(0, 64)}\n${body.slice(64)}\n-----END PRIVATE KEY-----\n`, "key")]);
    expect(find(Buffer.from(body, "base64"))).toMatchObject([{ name: "key", form: "bytes" }]);
  });
}); // prettier-ignore

describe.each(Object.entries(encoders))("%s", (_, encode) => {
  test.each(samples.map((_value, index) => index))("sample %i is found", (index) => {
    const value = samples[index] ?? "";
    const text = `at ${encode(value) ?? value} end`;
    const { find } = secretFinder([new Secret(value, "s")]);
    expect(find(Buffer.from(text)).some(({ start, end }) => start < 9 && end > 9)).toBe(true);
  });
});

test("a place in bytes is one in the text, whatever is around it", () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (before, after) => {
      const found = foundIn(Buffer.concat([before, Buffer.from(VALUE), after]));
      expect(found.some(({ start, end }) => start <= before.length && end >= before.length + VALUE.length)).toBe(
        true,
      );
    }),
  );
}); // prettier-ignore

test("two on a line, joined by what is part of words, and at the very end", () => {
  expect(foundIn(`${VALUE}_${VALUE} x${VALUE}`)).toHaveLength(3);
});

test("what is short, common or of few digits isn't looked for, and is named", () => {
  const weak = ["", "short", "admin", "postgres", "dragon", "12345678", "deadbee"];
  const { names, weak: found, find } = secretFinder(weak.map((value, index) => new Secret(value, `s${index}`)));
  expect(found).toEqual(weak.map((_, index) => `s${index}`));
  expect(names).toEqual([]);
  expect(find(Buffer.from(weak.join("\n")))).toEqual([]);
}); // prettier-ignore

describe("of a value with parts, only those that are secrets for sure", () => {
  const key = (lines: readonly string[]) =>
    `-----BEGIN EC PRIVATE KEY-----\n${lines.join("\n")}\n-----END EC PRIVATE KEY-----\n`;
  const [first, second] = [`${"k".repeat(60)}Ab1+`, "Zz9/".repeat(16)];
  const certificate = `-----BEGIN CERTIFICATE-----\n${"c".repeat(64)}\n-----END CERTIFICATE-----\n`;
  const account = {
    type: "service_account",
    token_uri: "https://oauth2.example/token",
    private_key: key([first, second]),
    client_email: "app@project.example",
    auth_provider: "some-provider-name",
    region: "europe-west-1",
    password: "a-leaf-of-it",
  };
  test.each([
    ["the password of a URL", "postgres://app_user_name:hunter2-long@db.example/app", ["hunter2-long"], ["app_user_name", "db.example"]],
    ["a token in the place of the user", "https://0123456789abcdef0123@sentry.example/1", ["0123456789abcdef0123"], ["sentry.example"]],
    ["no user without a password", "postgres://app_user_name@db.example/app", [], ["app_user_name"]],
    ["the parameters of a URL that say so", "mongodb://h.example/?authMechanism=SCRAM-SHA-256&accessToken=t0ken-of-it", ["t0ken-of-it"], ["SCRAM-SHA-256"]],
    ["a connection string", "Server=db.example;User Id=app-user;Password=in-a-pair", ["in-a-pair"], ["app-user", "db.example"]],
    ["JSON", JSON.stringify(account), ["a-leaf-of-it", first, second], ["service_account", account.token_uri, account.client_email, "some-provider-name", "europe-west-1"]],
    ["an object", account, ["a-leaf-of-it", first], ["service_account", "europe-west-1"]],
    ["a list", ["one-of-a-list", "another-of-it"], ["one-of-a-list", "another-of-it"], []],
    ["a key with a certificate", key([first]) + certificate, [first], ["c".repeat(64)]],
    ["lines of a key", `${first}\nsome words of a file`, [first], ["some words of a file"]],
  ])("%s", (_, value, secrets, others) => {
    const { find } = secretFinder([new Secret(value as unknown, "s")]);
    for (const each of secrets) expect(find(Buffer.from(` ${each} `))).toMatchObject([{ name: "s", form: "plain" }]);
    for (const each of others) expect(find(Buffer.from(` ${each} `))).toEqual([]);
  });

  test("a key is found whole, by line, and in lines of another width", () => {
    const { find } = secretFinder([new Secret(key([first, second]), "key")]);
    expect(find(Buffer.from(key([first, second])))).toHaveLength(1);
    expect(find(Buffer.from(` "${second}" `))).toHaveLength(1);
    const rewrapped = (first + second).match(/.{1,20}/g)?.join("\n") ?? "";
    expect(find(Buffer.from(rewrapped)).length).toBeGreaterThan(0);
  });
}); // prettier-ignore

test("bytes that are no text are found as they are and encoded", () => {
  const bytes = Uint8Array.from([0xff, 0xfe, 0, 1, 2, 0x80, 0x81, 0x82]);
  const { find } = secretFinder([new Secret(bytes, "key")]);
  expect(find(Buffer.concat([Buffer.from("a"), bytes]))).toMatchObject([{ start: 1, end: 9, form: "plain" }]);
  expect(find(Buffer.from(Buffer.from(bytes).toString("hex")))).toMatchObject([{ form: "bytes" }]);
});

test("no match is longer than the reach", () => {
  const value = "🔑".repeat(20);
  const { find, reach } = secretFinder([new Secret(value, "s")]);
  const written = Array.from(value).map((each) => `%25${encodeURIComponent(each).slice(1).replaceAll("%", "%25")}`).join("");
  expect(find(Buffer.from(written))).toHaveLength(1);
  expect(written.length).toBeLessThan(reach);
}); // prettier-ignore

test("a name that holds a value is not told", () => {
  const { find, names } = secretFinder([
    new Secret(VALUE, `path.${VALUE}`),
    new Secret("other-value", VALUE),
  ]);
  expect(JSON.stringify([find(Buffer.from(`${VALUE} other-value`)), names])).not.toContain(VALUE);
});

test("formats are found on demand, and a loaded value goes first", () => {
  const token = `ghp_${"a1B2".repeat(9)}`;
  expect(foundIn(token)).toEqual([]);
  const { find } = secretFinder([new Secret(`ghp_${"c3D4".repeat(9)}`, "token")], { knownFormats: true });
  expect(find(Buffer.from(`${token} password=whatever-it-is ghp_${"c3D4".repeat(9)}`))).toMatchObject([
    { start: 0, end: 40, name: "github-token", known: false },
    { name: "token", known: true },
  ]);
});

test("refuses what holds no loaded value", () => {
  expect(() => secretFinder(Promise.resolve({}) as unknown as object)).toThrow(TypeError);
});

describe("a value of letters and digits, of which each is an escape", () => {
  const value = "Tr0ub4dorUnd3";
  const each = (write: (unit: number) => string) => Array.from(Buffer.from(value), write).join("");
  const hex = (unit: number) => unit.toString(16);

  test.each([
    ["backslash", each((unit) => String.raw`\x${hex(unit)}`)],
    ["backslash", each((unit) => String.raw`\u00${hex(unit)}`)],
    ["backslash", each((unit) => `\\${unit.toString(8).padStart(3, "0")}`)],
    ["percent", each((unit) => `%${hex(unit)}`)],
    ["html", each((unit) => `&#${unit};`)],
    ["html", each((unit) => `&#x${hex(unit)};`)],
    ["quoted-printable", each((unit) => `=${hex(unit).toUpperCase()}`)],
  ])("%s", (form, written) => {
    const { find } = secretFinder([new Secret(value, "v")]);
    expect(find(Buffer.from(`before "${written}" behind`))).toMatchObject([{ name: "v", form }]);
  });
});

test("a form is that of the place, whatever else is read with it", () => {
  const value = "made-Up-Key-4711";
  const texts = [
    ["backslash", String.raw`"\u006dade-Up-Key-4711"`],
    ["quoted-printable", "=6Dade-Up-Key-4711"],
    ["percent", "%6Dade-Up-Key-4711"],
    ["html", "&#109;ade-Up-Key-4711"],
    ["backslash in percent", "%5Cu006dade-Up-Key-4711"],
  ];
  const { find } = secretFinder([new Secret(value, "key")]);
  const found = find(Buffer.from(texts.map(([, text]) => text).join("\n--\n")));
  expect(found.map(({ form }) => form)).toEqual(texts.map(([form]) => form));
});
