import { describe, expect, test } from "vitest";

import { redactor } from "../redactor.ts";

const { redact, chunks } = redactor([], { knownFormats: true });

/** What comes out, whether a text is whole, in any two pieces, or unit by unit: one text where all is well. */
function outcomes(text: string): readonly string[] {
  const cuts = Array.from(text, (_, cut) => [text.slice(0, cut), text.slice(cut)]);
  const written = [Array.from(text), ...cuts].map((pieces) => {
    const { push, end } = chunks();
    return [...pieces.map(push), end()].join("");
  });
  return [...new Set([redact(text), ...written])];
}

const NAMES =
  "password passwd passphrase pwd secret secretkey secret_key secret-key secretaccesskey secret_access_key token " +
  "tokensecret token_secret apikey api_key api-key accesskey access_key access-key privatekey private_key private-key " +
  "signingkey signing_key encryptionkey encryption_key credential credentials";

describe("a name under which a secret stands", () => {
  test.each(NAMES.split(" "))("%s", (name) => {
    for (const spelled of [name, name.toUpperCase(), `db_${name}`, `X${name.charAt(0).toUpperCase()}${name.slice(1)}`]) {
      expect(outcomes(`a ${spelled}=hunter-22 b`)).toEqual([`a ${spelled}=[redacted value] b`]);
      expect(outcomes(`{"${spelled}":"hunter 22","n":1}`)).toEqual([`{"${spelled}":"[redacted value]","n":1}`]);
    }
  });

  test.each(["passion", "secrecy", "tok", "apikeys_", "accesskeyed", "privatekeys"])("%s is none", (name) => {
    expect(outcomes(`a ${name}=hunter-22 b`)).toEqual([`a ${name}=hunter-22 b`]);
  });
}); // prettier-ignore

test.each(["true", "false", "null", "undefined", "none", "nil", "NaN", "[secret s]", "[redacted value]", "[REDACTED]", "[object Object]", "***", "${PASSWORD}", "<password>"])(
  "%s is no value",
  (value) => {
    const text = `password=${value} b`;
    expect(outcomes(text)).toEqual([text]);
  },
); // prettier-ignore

test.each(["true-ish", "nullable", "none.of", "falsey", "**a*", "$a{", "[secrets-of", "NaN1"])(
  "%s is a value although it begins as none",
  (value) => {
    expect(redact(`password=${value} b`)).toBe("password=[redacted value] b");
  },
);

describe("a value ends", () => {
  test.each([
    ["at white space", "pwd=a-b\tc", "pwd=[redacted value]\tc"],
    ["at a comma", "pwd=a-b,c", "pwd=[redacted value],c"],
    ["at an ampersand", "pwd=a-b&c", "pwd=[redacted value]&c"],
    ["at a closing bracket", "(pwd=a-b) c", "(pwd=[redacted value]) c"],
    ["behind a bracket within it", "pwd=a)b]c>d e", "pwd=[redacted value] e"],
    ["at its quote", "pwd='a \"b\" c' d", "pwd='[redacted value]' d"],
    ["at its double quote", "pwd=\"a 'b' c\" d", 'pwd="[redacted value]" d'],
    ["behind an escaped quote", String.raw`pwd='a \' c' d`, "pwd='[redacted value]' d"],
    ["at a line's end in quotes", 'pwd="a b\nc" d', 'pwd="[redacted value]\nc" d'],
    ["at an escaped quote in JSON in JSON", String.raw`{\"pwd\":\"a b\",\"n\":1}`, String.raw`{\"pwd\":\"[redacted value]\",\"n\":1}`],
    ["behind an arrow", "pwd => a-b c", "pwd => [redacted value] c"],
    ["behind much space", `pwd${" ".repeat(64)}:${" ".repeat(64)}a-b c`, `pwd${" ".repeat(64)}:${" ".repeat(64)}[redacted value] c`],
  ])("%s", (_, text, expected) => {
    expect(outcomes(text)).toEqual([expected]);
  });

  test.each(["pwd == other", "pwd !", `pwd${" ".repeat(65)}=a-b`, "pwd=;", "pwd={}"])("%s has none", (text) => {
    expect(outcomes(text)).toEqual([text]);
  });
}); // prettier-ignore

describe("an authorization", () => {
  test.each(["Bearer", "Basic", "Digest", "Token", "ApiKey", "Negotiate", "AWS4-HMAC-SHA256", "bearer"])(
    "keeps its scheme: %s",
    (scheme) => {
      for (const [text, expected] of [
        [`Authorization: ${scheme} ab.cd\nx`, `Authorization: ${scheme} [redacted authorization]\nx`],
        [`{"authorization":"${scheme}  abcd"}`, `{"authorization":"${scheme}  [redacted authorization]"}`],
      ] as const)
        expect(outcomes(text)).toEqual([expected]);
    },
  );

  test("has no other scheme, and at least four characters", () => {
    expect(outcomes("authorization=Other abc\n")).toEqual(["authorization=[redacted authorization]\n"]);
    expect(outcomes("authorization: abc\n")).toEqual(["authorization: abc\n"]);
  });
});

describe("a cookie", () => {
  test.each([
    ["Cookie: a=bcdefg\r\nx", "Cookie: [redacted cookie]\r\nx"],
    ['{"set-cookie":"a=bcdefg","n":1}', '{"set-cookie":"[redacted cookie]","n":1}'],
    ["cookie: a=bcdef\n", "cookie: a=bcdef\n"],
    ["a cookie is set", "a cookie is set"],
  ])("%j", (text, expected) => {
    expect(outcomes(text)).toEqual([expected]);
  });
});

describe("a bearer's token", () => {
  test.each([
    ["bearer abcdefghijklmno1 x", "bearer [redacted bearer-token] x"],
    ["BEARER    abcdefghijklmno= x", "BEARER    [redacted bearer-token] x"],
    ["bearer abcdefghijklmn1 x", "bearer abcdefghijklmn1 x"],
    ["bearer abcdefghijklmnopqrst x", "bearer abcdefghijklmnopqrst x"],
    ["bearer     abcdefghijklmno1 x", "bearer     abcdefghijklmno1 x"],
  ])("%j", (text, expected) => {
    expect(outcomes(text)).toEqual([expected]);
  });
});

describe("a URL's password", () => {
  test.each<readonly [string, string]>([
    ...Array.from("az09", (unit) => [`${unit}://u:p-w@h x`, `${unit}://u:[redacted url-password]@h x`] as const),
    ["postgresql://u:p-w@h", "postgresql://u:[redacted url-password]@h"],
    ["http://:p@h", "http://:[redacted url-password]@h"],
    ["http://user@h:80/a", "http://user@h:80/a"],
    ["http://h:80/a@b", "http://h:80/a@b"],
    ["http://h:80?a@b", "http://h:80?a@b"],
    ["http://h:80#a@b", "http://h:80#a@b"],
    ["http://u:a b@h", "http://u:a b@h"],
    ["http://u:[redacted x]@h", "http://u:[redacted x]@h"],
    ["-://u:p-w@h", "-://u:p-w@h"],
  ])("%s", (text, expected) => {
    expect(outcomes(text)).toEqual([expected]);
  });
}); // prettier-ignore

describe("a JWT", () => {
  const part = (length: number) => "aB3_-xyz".repeat(Math.ceil(length / 8)).slice(0, length);

  test.each([
    ["of two dots", `eyJ${part(8)}.${part(9)}.${part(9)}`],
    ["encrypted, of four", `eyJ${part(8)}.${part(9)}.${part(9)}.${part(9)}.${part(9)}`],
    ["without a signature", `eyJ${part(8)}.${part(9)}.`],
  ])("%s", (_, token) => {
    expect(outcomes(`a ${token} b`)).toEqual(["a [redacted jwt] b"]);
  });

  test.each([
    ["too short a first part", `eyJ${part(7)}.${part(9)}.${part(9)}`],
    ["one dot", `eyJ${part(9)}.${part(9)}`],
    ["in a word", `aeyJ${part(9)}.${part(9)}.${part(9)}`],
  ])("but not with %s", (_, token) => {
    expect(outcomes(`a ${token} b`)).toEqual([`a ${token} b`]);
  });
});

describe("a private key", () => {
  const body = `\n${"aB3/".repeat(16)}\n`;
  const pem = (kind: string, end = kind) => `-----BEGIN ${kind}-----${body}-----END ${end}-----`;

  test.each(["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "PGP PRIVATE KEY BLOCK"])("%s", (kind) => {
    expect(outcomes(`a ${pem(kind)} b`)).toEqual(["a [redacted private-key] b"]);
  });

  test("without an end is one all the same", () => {
    expect(redact(`-----BEGIN PRIVATE KEY-----${body}`)).toBe("[redacted private-key]");
  });

  test.each(["PUBLIC KEY", "CERTIFICATE", "rsa PRIVATE KEY"])("%s is none", (kind) => {
    expect(outcomes(`a ${pem(kind)} b`)).toEqual([`a ${pem(kind)} b`]);
  });
}); // prettier-ignore
