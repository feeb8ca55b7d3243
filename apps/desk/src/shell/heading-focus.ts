let expected = false;

/** Says that the next heading to appear is that of a page somebody went to. */
export function expectHeading(): void {
  expected = true;
}

/** Whether a heading that appears is to take the focus. True once for each page that somebody went to. */
export function takeHeading(): boolean {
  const taken = expected;
  expected = false;
  return taken;
}
