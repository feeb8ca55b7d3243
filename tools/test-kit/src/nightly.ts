/** Whether this is a run of each night, which checks all of what a run on each change takes a sample of. */
export const isNightly = process.env.NIGHTLY === 'true';

/** Every n-th part, starting with the first; in a nightly run all parts. */
export function sample<Part>(all: readonly Part[], every: number): readonly Part[] {
  return isNightly ? all : all.filter((_, index) => index % every === 0);
}
