/** How many settings this build of a program has; esbuild puts the number in. */
declare const COUNT: number;
