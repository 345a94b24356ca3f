import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

import { secretNames, valueOf } from "../../servers/names.ts";
import { settingsOf } from "../stores/aws.ts";
import { counterpart } from "../stores/reader.ts";

const [name = ""] = secretNames(1);
const client = new SecretsManagerClient(settingsOf(counterpart()));
const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
if (SecretString !== valueOf(name)) throw new Error("the value is another one");
