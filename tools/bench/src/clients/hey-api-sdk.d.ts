/** What of the generated SDK is called here; the benchmark generates it before it is bundled. */
declare module 'hey-api-sdk' {
  type Operation = (options: {
    path: { id?: number; format: 'json' };
    query?: object;
    body?: object;
  }) => Promise<unknown>;
  export const client: { setConfig(config: object): void };
  export const sdk: { incidentsGet: Operation; incidentsList: Operation; incidentsCreate: Operation };
}
