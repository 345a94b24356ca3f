import { dirname, join } from "node:path";

import { SecretManagerServiceClient } from "@google-cloud/secret-manager";
import * as grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { PassThroughClient } from "google-auth-library";
import { protobuf } from "google-gax";

import type { Operation, Request } from "./fake-operations.ts";
import type { FakeProject } from "./fake-project.ts";
import { selfSigned } from "../../../scripts/servers/certificate.ts";
import { crc32c } from "../src/crc32c.ts";
import { Refusal } from "./refusal.ts";

export interface FakeServer {
  /** Calls that reached it. */
  readonly attempts: number;
  readonly port: number;
  /** What a client has to trust. */
  readonly cert: string;
  /** For proxies that don't speak TLS: the same project, whose callers have no token and are all denied. */
  readonly plainPort: number;
  /** The vendor's own client, signed in by this token. */
  client(token: string): SecretManagerServiceClient;
  plainClient(port: number): SecretManagerServiceClient;
  /** What answers are dated with. As Google's, every one has a date. */
  dateOf: () => string;
  /** What the next calls, or those of one operation, meet in place of the project's answer; `undefined` ends it. */
  meet(trouble: ServerTrouble | undefined, operation?: Operation): void;
  close(): void;
}

type ServerTrouble = "hang" | "wrong-checksum" | "no-checksum" | LongPayload | Refusal;

/** More than any secret has. */
interface LongPayload {
  readonly bytes: number;
}

/** Serves a project over gRPC and TLS, so that the caller's token comes through, from the protos that the SDK ships. */
export async function fakeServer(
  project: FakeProject,
  members: ReadonlyMap<string, string>,
): Promise<FakeServer> {
  const { key, cert } = selfSigned();
  let trouble: ServerTrouble | undefined;
  let troubled: Operation | undefined;
  let attempts = 0;
  const server = new grpc.Server();
  const dated = () => {
    const headers = new grpc.Metadata();
    headers.set("date", fake.dateOf());
    return headers;
  };
  server.addService(
    service,
    handlers(project, members, dated, (operation) => {
      attempts++;
      return troubled === undefined || troubled === operation ? trouble : undefined;
    }),
  );
  const pair = { private_key: Buffer.from(key), cert_chain: Buffer.from(cert) };
  const port = await listening(server, grpc.ServerCredentials.createSsl(null, [pair]));
  const plainPort = await listening(server, grpc.ServerCredentials.createInsecure());
  const fake: FakeServer = {
    dateOf: () => new Date().toUTCString(),
    get attempts() {
      return attempts;
    },
    port,
    cert,
    plainPort,
    client: (token) => clientOf(port, signedInBy(token, cert)),
    plainClient: (through) => clientOf(through, grpc.credentials.createInsecure()),
    meet: (met, operation) => void ([trouble, troubled] = [met, operation]),
    close: () => server.forceShutdown(),
  };
  return fake;
}

const protos = dirname(import.meta.resolve("@google-cloud/secret-manager").replace("file://", ""));
const gaxProtos = join(dirname(import.meta.resolve("google-gax").replace("file://", "")), "../protos");

const service = loadSync("google/cloud/secretmanager/v1/service.proto", {
  includeDirs: [join(protos, "../protos"), gaxProtos],
  longs: String,
  enums: String,
})["google.cloud.secretmanager.v1.SecretManagerService"] as grpc.ServiceDefinition;

/** As grpc-js calls it; a status is a number here, since the project speaks for REST too. */
type Handler = (
  call: {
    readonly request: Request;
    readonly metadata: grpc.Metadata;
    sendMetadata(headers: grpc.Metadata): void;
  },
  answer: (status: Status | null, response?: object) => void,
) => void;

interface Status {
  readonly code: number;
  readonly details: string;
  readonly metadata?: grpc.Metadata;
}

function handlers(
  project: FakeProject,
  members: ReadonlyMap<string, string>,
  dated: () => grpc.Metadata,
  trouble: (operation: Operation) => ServerTrouble | undefined,
): grpc.UntypedServiceImplementation {
  const handlerOf =
    (operation: Operation): Handler =>
    (call, answer) => {
      const { request, metadata } = call;
      const met = trouble(operation);
      if (met === "hang") return;
      try {
        if (met instanceof Refusal) throw met;
        const member = memberOf(metadata, members);
        const response = project.call(operation, request, member);
        call.sendMetadata(dated());
        answer(null, met === undefined ? response : spoiled(response, met));
      } catch (error) {
        answer(statusOf(error));
      }
    };
  return Object.fromEntries(
    Object.keys(service).map((name) => [name, handlerOf(name as Operation)]),
  ) as grpc.UntypedServiceImplementation;
}

function memberOf(metadata: grpc.Metadata, members: ReadonlyMap<string, string>): string {
  const token = String(metadata.get("authorization")[0] ?? "").replace(/^Bearer /, "");
  const member = members.get(token);
  if (member === undefined)
    throw new Refusal(16, "Request had invalid authentication credentials. Expected OAuth 2 access token.");
  return member;
}

function spoiled(response: object, how: ServerTrouble): object {
  if (!("payload" in response)) return response;
  if (typeof how === "object" && "bytes" in how) {
    const long = Buffer.alloc(how.bytes, "x");
    return { ...response, payload: { data: long, dataCrc32c: String(crc32c(long)) } };
  }
  const { data } = response.payload as { data: Uint8Array };
  return { ...response, payload: how === "wrong-checksum" ? { data, dataCrc32c: "1" } : { data } };
}

/** With the reason in the trailer where the service gives one there. */
function statusOf(error: unknown): Status {
  if (!(error instanceof Refusal)) return { code: 13, details: String(error) };
  const metadata = new grpc.Metadata();
  if (error.reason !== undefined) metadata.set("grpc-status-details-bin", details(error));
  return { code: error.code, details: error.message, metadata };
}

const rpc = new protobuf.Root();
rpc.resolvePath = (_origin, target) => join(gaxProtos, target);
rpc.loadSync(["google/rpc/status.proto", "google/rpc/error_details.proto"]);

function details({ code, message, reason }: Refusal): Buffer {
  const info = rpc.lookupType("google.rpc.ErrorInfo");
  const value = info.encode({ reason, domain: "googleapis.com" }).finish();
  const any = { type_url: "type.googleapis.com/google.rpc.ErrorInfo", value };
  return Buffer.from(
    rpc
      .lookupType("google.rpc.Status")
      .encode({ code, message, details: [any] })
      .finish(),
  );
}

function listening(server: grpc.Server, credentials: grpc.ServerCredentials): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", credentials, (error, port) => (error ? reject(error) : resolve(port)));
  return promise;
}

function signedInBy(token: string, cert: string): grpc.ChannelCredentials {
  const caller = grpc.credentials.createFromMetadataGenerator((_, done) => {
    const metadata = new grpc.Metadata();
    metadata.set("authorization", `Bearer ${token}`);
    done(null, metadata);
  });
  return grpc.credentials.combineChannelCredentials(grpc.credentials.createSsl(Buffer.from(cert)), caller);
}

function clientOf(port: number, sslCreds: grpc.ChannelCredentials): SecretManagerServiceClient {
  const authClient = new PassThroughClient();
  return new SecretManagerServiceClient({ apiEndpoint: "localhost", port, sslCreds, authClient });
}
