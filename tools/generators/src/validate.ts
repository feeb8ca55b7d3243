import { createRequire } from 'node:module';
import SwaggerParser from '@apidevtools/swagger-parser';
import { Validator } from '@seriousme/openapi-schema-validator';
import { FLAVOURS } from '@service-desk/spec-rules/flavours';

/*
 * Holds each flavour of the description to the schemas of OpenAPI, by two validators next to Redocly's lint:
 *
 *   npm run validate --prefix tools/generators
 */

const { resolve: find } = createRequire(import.meta.url);

for (const { file, openapi } of FLAVOURS) {
  const path = find(`@service-desk/spec/${file}`);
  const { valid, errors } = await new Validator().validate(path);
  report(
    file,
    '@seriousme/openapi-schema-validator',
    valid ? undefined : JSON.stringify(errors).slice(0, 1000),
  );
  // Its schema of 3.1 refuses the description of a server's variable, which 3.1 has.
  if (openapi === '3.1') continue;
  const fault = await SwaggerParser.validate(path).then(
    () => undefined,
    (error: Error) => error.message,
  );
  report(file, '@apidevtools/swagger-parser', fault);
}

function report(file: string, validator: string, fault: string | undefined): void {
  console.log(`${file}: ${fault === undefined ? 'valid' : `invalid, ${fault}`} (${validator})`);
  if (fault !== undefined) process.exitCode = 1;
}
