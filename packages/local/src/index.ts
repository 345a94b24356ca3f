export { generateKeyFile } from "./key-file.ts";
export { localStore, type LocalStoreOptions } from "./store.ts";
