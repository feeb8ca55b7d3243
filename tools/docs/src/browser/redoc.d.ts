/** Starts Redoc in an element. */
export function init(definition: object, options: object, element: HTMLElement | null): { unmount(): void };
