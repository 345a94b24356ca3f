export {
  type AzureStorageAccounts,
  type AzureStorageKey,
  azureStorageKey,
  type AzureStorageKeyOptions,
} from "./azure-storage-key.ts";
export {
  type IamAccessKey,
  iamAccessKey,
  type IamAccessKeyOptions,
  type IamClient,
} from "./iam-access-key.ts";
export type { LogIn, PasswordLogin } from "./log-in.ts";
export { type MongodbDatabase, mongodbPassword, type MongodbPasswordOptions } from "./mongodb-password.ts";
export type { MysqlConnection, MysqlPool } from "./mysql-connection.ts";
export { mysqlDualPassword, type MysqlDualPasswordOptions } from "./mysql-dual-password.ts";
export { mysqlPassword, type MysqlPasswordOptions } from "./mysql-password.ts";
export { type RedisClient, redisPassword, type RedisPasswordOptions } from "./redis-password.ts";
