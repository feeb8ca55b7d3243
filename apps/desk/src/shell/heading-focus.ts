let expected = false;

/** Requests that the heading of the next page gets the focus. */
export function requestHeadingFocus(): void {
  expected = true;
}

/** Whether a new heading should take the focus; true once per navigation. */
export function consumeHeadingFocus(): boolean {
  const taken = expected;
  expected = false;
  return taken;
}
