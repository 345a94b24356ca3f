import { generateKeyPairSync, sign } from "node:crypto";

/** What a TLS server needs, and what its client has to trust. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * A self-signed certificate for this machine, made for one run: so no key is in the repository. Two that are trusted at once
 * need names of their own.
 */
export function selfSigned(commonName = "localhost"): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(tagged(0x31, sequence(oid("550403"), tagged(0x0c, Buffer.from(commonName)))));
  const key = publicKey.export({ type: "spki", format: "der" });
  const content = sequence(
    tagged(0xa0, integer(2)), // version 3
    integer(1),
    ecdsaWithSha256,
    name,
    sequence(utcTime("250101000000Z"), utcTime("491231235959Z")),
    name,
    key,
    tagged(0xa3, sequence(subjectAltNames, certificateAuthority)),
  );
  const certificate = sequence(content, ecdsaWithSha256, bits(sign("sha256", content, privateKey)));
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n"),
  };
}

/** One element of DER: its tag, its length, its content. */
function tagged(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  if (length < 0x80) return Buffer.from([tag, length, ...content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}

function sequence(...parts: readonly Uint8Array[]): Buffer {
  return tagged(0x30, ...parts);
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]));
}

function bits(content: Uint8Array): Buffer {
  return tagged(0x03, Buffer.from([0]), content);
}

function utcTime(text: string): Buffer {
  return tagged(0x17, Buffer.from(text));
}

const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
const subjectAltNames = sequence(
  oid("551d11"),
  tagged(0x04, sequence(tagged(0x82, Buffer.from("localhost")), tagged(0x87, Buffer.from([127, 0, 0, 1])))),
);
const certificateAuthority = sequence(
  oid("551d13"),
  tagged(0x01, Buffer.from([0xff])), // critical
  tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff])))),
);
