export type { LogIn, PasswordLogin } from "./log-in.ts";
export { type RedisClient, redisPassword, type RedisPasswordOptions } from "./redis-password.ts";
