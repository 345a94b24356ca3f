import * as core from "@confide/core";
import * as testing from "@confide/core/testing";
import * as z from "zod";

import { use } from "./use.mjs";

await use({ core, testing, z });
