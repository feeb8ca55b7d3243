/** The annotated OpenAPI description, `@service-desk/spec/openapi.annotated.json`. */
export interface Description {
  paths: object;
  components?: object;
}
