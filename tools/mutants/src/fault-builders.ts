import type { OperationId } from '@service-desk/client';
import { operationTable } from '@service-desk/client';
import { operationOf } from './operation-of.ts';
import type { ProxiedRequest, ProxiedResponse, ProxyFault } from './proxy.ts';

// biome-ignore lint/suspicious/noExplicitAny: what a provider says is changed in any way.
export type Any = any;

/** A fault of these operations alone. */
export function of(operations: readonly OperationId[], fault: ProxyFault): ProxyFault {
  return (request, pass) => {
    const operation = operationOf(request);
    return operation && operations.includes(operation) ? fault(request, pass) : pass(request);
  };
}

/** Changes the answer in place. */
export function answering(change: (answer: ProxiedResponse, request: ProxiedRequest) => void): ProxyFault {
  return async (request, pass) => {
    const answer = structuredClone(await pass(request));
    change(answer, request);
    return answer;
  };
}

/** Changes the request in place, before the provider sees it. */
export function asking(change: (request: ProxiedRequest) => void): ProxyFault {
  return async (request, pass) => {
    const changed = structuredClone(request);
    change(changed);
    return pass(changed);
  };
}

/** Whether an answer is JSON. */
export function isJson({ headers, body }: ProxiedResponse): boolean {
  return body !== '' && String(headers['content-type']).includes('json');
}

/** Changes the envelope of an answer in JSON, in place. */
export function inEnvelope(
  change: (envelope: Any, answer: ProxiedResponse, request: ProxiedRequest) => void,
): ProxyFault {
  return answering((answer, request) => {
    if (!isJson(answer)) return;
    const envelope = JSON.parse(answer.body);
    change(envelope, answer, request);
    answer.body = JSON.stringify(envelope);
  });
}

/** Changes the text of an answer in XML. */
export function inXml(change: (xml: string) => string): ProxyFault {
  return answering((answer) => {
    if (answer.body.startsWith('<')) answer.body = change(answer.body);
  });
}

/** One fault in JSON, and the same in XML. */
export function inBoth(inJson: ProxyFault, change: (xml: string) => string): ProxyFault {
  return (request, pass) => inXml(change)(request, (same) => inJson(same, pass));
}

/** Changes what stands inside a Success envelope. */
export function inResult(change: (result: Any, request: ProxiedRequest) => void): ProxyFault {
  return inEnvelope((envelope, _answer, request) => {
    if (envelope.result) change(envelope.result, request);
  });
}

/** Changes a Failed envelope that came with HTTP 200, or the answer around it. */
export function inFailure(change: (envelope: Any, answer: ProxiedResponse) => void): ProxyFault {
  return inEnvelope((envelope, answer) => {
    if (envelope.errors && answer.status === 200) change(envelope, answer);
  });
}

/** Changes each record that a call answers: the one, or each entry of the list, without what is wrapped around it. */
export function inRecords(change: (record: Any) => void): ProxyFault {
  return inResult((result, request) => {
    const operation = operationOf(request);
    const row = operation && operationTable[operation];
    if (!row?.key) return;
    const { key } = row;
    const records = Array.isArray(result[key]) ? result[key].map(unwrapped) : [result[key]];
    for (const record of records) change(record);
  });
}

/** The note in `{ comment: { … } }`. */
function unwrapped(entry: Any): Any {
  const [inside, ...others] = Object.values(entry);
  return others.length === 0 && typeof inside === 'object' ? inside : entry;
}

/** Changes the fields in the body of a request, without the wrapper around them. */
export function inFields(change: (fields: Any, body: Any) => void): ProxyFault {
  return asking((request) => {
    if (!request.body.startsWith('{')) return;
    const body = JSON.parse(request.body);
    change(unwrapped(body), body);
    request.body = JSON.stringify(body);
  });
}

/** Changes the query of a request. */
export function inQuery(change: (query: URLSearchParams) => void): ProxyFault {
  return asking((request) => {
    const [path, text = ''] = request.url.split('?');
    const query = new URLSearchParams(text);
    change(query);
    request.url = query.size > 0 ? `${path}?${query}` : String(path);
  });
}

/** What an answer in JSON holds. */
export function read({ body }: ProxiedResponse): Any {
  return JSON.parse(body || '{}');
}

/** Whether a call failed with a text that this matches. */
export function failedWith(answer: ProxiedResponse, text: RegExp): boolean {
  return isJson(answer) && (read(answer).errors ?? []).some(({ error }: Any) => text.test(error));
}

/** A request with other fields inside its wrapper. */
export function withFields(request: ProxiedRequest, fields: object): ProxiedRequest {
  const [wrapper = ''] = Object.keys(JSON.parse(request.body));
  return { ...request, body: JSON.stringify({ [wrapper]: fields }) };
}

/** The fields that a request sends. */
export function fieldsOf({ body }: ProxiedRequest): Any {
  return body.startsWith('{') ? unwrapped(JSON.parse(body)) : {};
}
