// A page's tests run on their own: the workspace's configuration, which vitest would find further up, is not theirs.
export default {};
