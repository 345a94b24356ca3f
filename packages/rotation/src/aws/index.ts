export { awsRotationHandler, type AwsRotationEvent, type AwsRotationOptions } from "./rotation-handler.ts";
