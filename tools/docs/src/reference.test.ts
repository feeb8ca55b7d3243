import { expect, test } from 'vitest';
import { redocScript } from './reference.ts';

test('the script of the reference asks nothing of the CDN of its maker', () => {
  const script = redocScript(
    '<script>first</script><script type="module">\nconst logo = `https://cdn.redoc.ly/redoc/logo-mini.svg`, icons = `https://cdn.redocly.com/icons/fa/7.0.0`;export{init};\nconst __redoc_definition = {};</script>',
  );
  expect(script).toMatch(/^const logo = `data:image\/svg\+xml,.*`, icons = `data:,`;export\{init\};$/);
});

test('a page of another shape is not taken', () => {
  expect(() => redocScript('<html></html>')).toThrow('build-docs');
});
