import { settingsOf } from "./aws.ts";
import { confide, type Readers } from "./reader.ts";

export const readers: Readers = {
  async confide(at) {
    const { awsParameterStore } = await import("@confide/aws");
    return confide(awsParameterStore(settingsOf(at)));
  },
  async "the SDK's batches"(at) {
    const { SSMClient, GetParametersCommand } = await import("@aws-sdk/client-ssm");
    const client = new SSMClient(settingsOf(at));
    return (names) => async () => {
      const batches = Array.from({ length: Math.ceil(names.length / 10) }, (_, index) => {
        const Names = names.slice(index * 10, (index + 1) * 10);
        return client.send(new GetParametersCommand({ Names, WithDecryption: true }));
      });
      const answers = await Promise.all(batches);
      const found = new Map(
        answers.flatMap(({ Parameters = [] }) => Parameters.map(({ Name, Value }) => [Name, Value])),
      );
      return () => names.map((name) => found.get(name) ?? "");
    };
  },
};
