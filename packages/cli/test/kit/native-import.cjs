// Loaded by require, so that the test runner doesn't put its own import() in the place of Node's.
module.exports = (/** @type {string} */ url) => import(url);
