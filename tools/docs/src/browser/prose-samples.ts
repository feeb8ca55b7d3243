/// <reference lib="dom" />
import { connectionFields, SampleConnection } from './connection.ts';
import { documented } from './documented-provider.ts';
import { findProvider } from './provider.ts';

/**
 * Lets the samples of a page of prose call the address, with the token, of all samples.
 *
 * @param samples the elements whose text names the documented address
 * @param root the way to the site's root, empty or ending in a slash
 */
export async function followConnection(samples: Element[], root: string): Promise<void> {
  const written = samples.flatMap(textsOf).map((text) => [text, text.data] as const);
  const connection = new SampleConnection(await findProvider(root));

  function show(): void {
    const { baseUrl, token } = connection.of(documented);
    for (const [sample, text] of written) {
      sample.textContent = text.replaceAll(documented.baseUrl, baseUrl).replaceAll(documented.token, token);
    }
  }

  show();
  document.querySelector('.bar')?.append(connectionFields(connection, show).element);
}

/** The texts in an element, so that the links around them stay. */
function textsOf(element: Element): Text[] {
  return [...element.childNodes].flatMap((node) => {
    if (node instanceof Text) return [node];
    return node instanceof Element ? textsOf(node) : [];
  });
}
