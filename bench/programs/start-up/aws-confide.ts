import { awsSecretsManager } from "@confide/aws";

import { secretNames, valueOf } from "../../servers/names.ts";
import { settingsOf } from "../stores/aws.ts";
import { confide, counterpart } from "../stores/reader.ts";

const [name = ""] = secretNames(1);
const texts = await confide(awsSecretsManager(settingsOf(counterpart())))([name])();
if (texts()[0] !== valueOf(name)) throw new Error("the value is another one");
