import * as z from "zod";

import { textFrom, integerFrom } from "./variable.ts";

/** The runtime environment of a Fly Machine. https://fly.io/docs/machines/runtime-environment/ */
export const fly = z
  .object({
    appName: textFrom("FLY_APP_NAME", "the app's name"),
    machineId: textFrom("FLY_MACHINE_ID", "the Machine"),
    machineVersion: textFrom("FLY_MACHINE_VERSION", "the version of the Machine's configuration"),
    region: textFrom("FLY_REGION", "the region that the Machine runs in: ams"),
    primaryRegion: textFrom("PRIMARY_REGION", "the app's primary region"),
    publicIp: textFrom("FLY_PUBLIC_IP", "the Machine's public IPv6 address"),
    privateIp: textFrom("FLY_PRIVATE_IP", "the Machine's address in the private network"),
    imageRef: textFrom("FLY_IMAGE_REF", "the image that runs"),
    processGroup: textFrom("FLY_PROCESS_GROUP", "the process group of the Machine"),
    memoryMb: integerFrom("FLY_VM_MEMORY_MB", "the Machine's memory in MB"),
  })
  .meta({ env: [] });
