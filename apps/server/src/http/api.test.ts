import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { operationTable } from '../generated/operations.ts';
import { handlers } from '../resources/handlers.ts';
import { EXAMPLE_POST } from '../test-support/guide.ts';
import { startProvider } from '../test-support/provider.ts';
import { fromXml, toXml } from './xml.ts';

const { sandbox, as, dan, luke, create, update } = await startProvider();

const PUT = `PUT /v1/incidents/13534 HTTP/1.1\r\nHost: a\r\nAuthorization: Basic ${btoa('x:demo-dan')}\r\n`;

describe('the envelope', () => {
  test('[envelope.1] of a success and of a failure', async () => {
    const success = await dan.get('incidents/13534');
    expect(Object.keys(JSON.parse(success.text))).toEqual(['result', 'version', 'status']);
    expect(Object.keys(success.result)).toEqual(['incident']);
    const failure = await dan.get('incidents/1');
    expect(JSON.parse(failure.text)).toEqual({
      errors: [{ error: '[E400] no incident found' }],
      version: '1.0',
      status: 'Failed',
    });
  });

  test('[envelope.2] wraps each record under its name', async () => {
    for (const [path, wrapper] of [
      ['incidents/13534', 'incident'],
      ['incidents/13534/symptoms/38048', 'symptom'],
      ['incidents/745/resolutions/37990', 'resolution'],
      ['incidents/745/comments/37991', 'comment'],
      ['incidents/13534/watches/20200', 'watch'],
      ['services/20', 'service'],
      ['users/18', 'user'],
      ['users/current_user', 'user'],
      ['customers/2008', 'customer'],
      ['Companies/5', 'Company'],
      ['avatars/143', 'avatar'],
    ] as const) {
      expect(Object.keys((await dan.get(path)).result), path).toEqual([wrapper]);
    }
  });

  test('[envelope.3] the HTTP status is 200 for E400, 401 for E906, 429 for E902, 404, 405 and 413', async () => {
    expect((await dan.get('incidents/1')).status).toBe(200);
    const unknown = await as('unknown').get('incidents');
    expect([unknown.status, unknown.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="Service Desk"',
    ]);
    const spent = await as('demo-spent').get('incidents');
    expect(spent.status).toBe(429);
    expect(Number(spent.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await dan.get('beetles')).status).toBe(404);
    expect((await dan.get('incidents/13534/beetles')).errors).toEqual(['[E400] There is no such call']);
    const wrong = await dan.send('incidents/13534', { method: 'DELETE' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, PUT']);
    const large = await dan.post('incidents', { incident: { title: 'x'.repeat(2 ** 20) } });
    expect([large.status, large.errors]).toEqual([413, ['[E400] The request body is too large']]);
  });

  test('[envelope.4] the texts are those of the guide', async () => {
    expect((await as('unknown').get('incidents')).errors).toEqual(['[E906] Invalid verifier']);
    expect((await as('demo-spent').get('incidents')).errors).toEqual([
      '[E902] The application has exceeded the request rate limit for this hour',
    ]);
  });

  test('[envelope.5] lists all faults in the order of the fields, and writes nothing', async () => {
    const before = await luke.get('incidents');
    const { errors } = await dan.post('incidents', {
      incident: {
        closed_at: '2010-03-24',
        customer_id: 999,
        interesting: 'perhaps',
        opened_at: 'yesterday',
        service_id: 20,
        title: 'x'.repeat(256),
        priority_id: 'high',
        assigned_user_id: 17,
      },
    });
    expect(errors).toEqual([
      '[E400] title is too long (maximum is 255 characters)',
      '[E400] opened_at is not a date',
      '[E400] priority_id is not a number',
      '[E400] no customer found',
      '[E400] interesting is not true or false',
      "[E400] closure_code can't be blank",
      "[E400] closure_comment can't be blank",
    ]);
    expect((await luke.get('incidents')).result.total_entries).toBe(before.result.total_entries);
    expect((await create()).id).toBe(13600);
  });

  test('[envelope.6] names fields that are blank or missing', async () => {
    const blank = await dan.post('incidents', { incident: { title: '  ', service_id: null } });
    expect(blank.errors).toEqual(["[E400] title can't be blank", "[E400] service_id can't be blank"]);
    const missing = ['[E400] The incident parameter must be specified for this call'];
    expect((await dan.post('incidents')).errors).toEqual(missing);
    expect((await dan.post('incidents', { title: 'x' })).errors).toEqual(missing);
    expect((await dan.put('incidents/13534', {})).errors).toEqual(missing);
    expect((await dan.post('incidents/13534/comments', { comment: { note: '' } })).errors).toEqual([
      '[E400] The note parameter must be specified for this call',
    ]);
    expect((await dan.post('incidents/13534/watches', {})).errors).toEqual([
      '[E400] The watch parameter must be specified for this call',
    ]);
  });

  test('[envelope.7] names a resource that does not exist', async () => {
    for (const [path, noun] of [
      ['incidents/99', 'incident'],
      ['incidents/abc', 'incident'],
      ['incidents/99999999999999999999', 'incident'],
      ['incidents/13534/symptoms/1', 'symptom'],
      ['incidents/13534/resolutions/1', 'resolution'],
      ['incidents/13534/comments/1', 'comment'],
      ['incidents/13534/watches/1', 'watch'],
      ['services/1', 'service'],
      ['services/a%00b', 'service'],
      ['users/1', 'user'],
      ['customers/1', 'customer'],
      ['Companies/1', 'company'],
      ['avatars/1', 'avatar'],
      ['messages/1/watches', 'message'],
      ['knowledge_articles/1/watches', 'knowledge article'],
      ['incidents?report_id=1', 'report'],
    ]) {
      expect((await dan.get(path as string)).errors, path).toEqual([`[E400] no ${noun} found`]);
    }
  });

  test('[envelope.8] names the unknown resource of a body, and the outermost one of an address', async () => {
    const bad = await dan.post('incidents', {
      incident: { title: 'x', service_id: 20, type_id: 65, category_id: 23, priority_id: 819, owner_id: 1 },
    });
    expect(bad.errors).toEqual([
      '[E400] no priority found',
      '[E400] no type found',
      '[E400] no category found',
      '[E400] no user found',
    ]);
    expect((await dan.get('incidents/99/symptoms/1')).errors).toEqual(['[E400] no incident found']);
    expect((await dan.post('incidents/99/watches', { watch: { watched_by: 1 } })).errors).toEqual([
      '[E400] no incident found',
    ]);
  });

  test('[envelope.10] names the expected kind of value', async () => {
    const { errors } = await dan.put('incidents/13534', {
      incident: {
        title: 'x'.repeat(256),
        service_id: 'desk',
        resolved_at: '2010-02-30',
        closed_at: '2010-03-24',
        closure_code: 3,
        closure_comment: 'x'.repeat(65_536),
        common: 2,
        priority_id: 1.5,
        customer_id: '9223372036854775808',
      },
    });
    expect(errors).toContain('[E400] title is too long (maximum is 255 characters)');
    expect(errors).toContain('[E400] service_id is not a number');
    expect(errors).toContain('[E400] priority_id is not a number');
    expect(errors).toContain('[E400] customer_id is not a number');
    expect(errors).toContain('[E400] resolved_at is not a date');
    expect(errors).toContain('[E400] common is not true or false');
    expect(errors).toContain('[E400] closure_code is not included in the list');
    expect(errors).toContain('[E400] closure_comment is too long (maximum is 65535 characters)');
    const longest = await create({ title: '𝕏'.repeat(255), symptom: 'x'.repeat(65_535) });
    expect([...longest.title]).toHaveLength(255);
  });

  test('[formats.2] strings that the databases cannot store are refused', async () => {
    for (const title of ['a\u0000b', 'a\ud800b']) {
      expect((await dan.put('incidents/13534', { incident: { title } })).errors).toEqual([
        '[E400] title holds characters that cannot be stored',
      ]);
    }
  });

  test('[envelope.12] invalid bodies are refused; GET and DELETE ignore their bodies', async () => {
    for (const body of [
      '{"incident":{"title":"cut',
      '<incident><title>',
      '[1]',
      '"text"',
      new Uint8Array([123, 0xff, 125]),
    ]) {
      const answer = await dan.send('incidents', { method: 'POST', body });
      expect([answer.status, answer.errors]).toEqual([200, ['[E400] The request body could not be read']]);
    }
    const gone = await dan.send('incidents/13534/symptoms/38048', { method: 'DELETE', body: '{"cut' });
    expect(gone.result.symptom.id).toBe(38048);
    for (const [path, init] of [
      ['incidents/745/symptoms/37988', { headers: { 'Content-Encoding': 'zstd' }, body: 'x' }],
      ['incidents/13534/watches/20200', { headers: { 'Content-Encoding': 'gzip' }, body: 'no gzip' }],
      ['incidents/745/comments/37991', { body: 'x'.repeat(3_000_000) }],
    ] as const) {
      expect((await dan.send(path, { method: 'DELETE', ...init })).errors, path).toBeUndefined();
      expect((await dan.get(path)).errors?.[0], path).toMatch(/^\[E400] no \w+ found$/);
    }
  });

  test('[envelope.13] deleting returns the last state, deleting again fails', async () => {
    for (const path of ['incidents/13534/symptoms/38048', 'incidents/13534/watches/20200']) {
      const shown = await dan.get(path);
      expect((await dan.delete(path)).result).toEqual(shown.result);
      expect((await dan.delete(path)).errors?.[0]).toMatch(/^\[E400] no (symptom|watch) found$/);
    }
  });
});

test.each([
  ['400', 'no request', 'The request could not be read'],
  ['400', `${PUT}Content-Length: 9\r\nConnection: close\r\n\r\n{}`, 'The request could not be read'],
  ['431', `GET /v1/users HTTP/1.1\r\nCookie: ${'x'.repeat(20_000)}\r\n\r\n`, 'The headers are too large'],
])('[envelope.14] %s and an envelope for %j', async (status, bytes, fault) => {
  const socket = connect(Number(new URL(sandbox.url).port), '127.0.0.1');
  socket.end(bytes);
  const answer = await text(socket);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(answer.split('\r\n\r\n')[1] as string)).toEqual({
    errors: [{ error: `[E400] ${fault}` }],
    version: '1.0',
    status: 'Failed',
  });
});

describe('addresses and formats', () => {
  test('[formats.1] .json, .js and no extension give the same response, under all three prefixes', async () => {
    const texts = [];
    for (const prefix of ['/v1', '/external_api/v1', '/desk/external_api/v1']) {
      for (const extension of ['', '.json', '.js']) {
        const answer = await dan.get(`${prefix}/incidents/13534${extension}`);
        expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
        texts.push(answer.text);
      }
    }
    expect(new Set(texts).size).toBe(1);
  });

  test('[formats.2] .xml gives the same response as XML', async () => {
    for (const path of [
      'incidents',
      'incidents/13534',
      'incidents/745/symptoms',
      'incidents/13534/watches/20200',
      'services',
      'users',
      'users/18',
      'users/current_user',
      'customers',
      'customers/33',
      'Companies',
      'Companies/5',
      'avatars/143',
      'incidents/1',
    ]) {
      const answer = await dan.get(`${path}.xml`);
      expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8');
      expect(fromXml(answer.text), path).toEqual(JSON.parse((await dan.get(`${path}.json`)).text));
    }
    const unknown = await as('unknown').get('incidents.xml');
    expect([unknown.status, fromXml(unknown.text)]).toMatchObject([401, { status: 'Failed' }]);
    expect((await as('demo-spent').get('incidents.xml')).text).toContain('[E902]');
    expect((await dan.get('beetles.xml')).text).toMatch(/^<\?xml/);
  });

  test('[formats.2] a body may be XML, under any root element', async () => {
    for (const type of [
      'application/xml',
      'text/xml',
      'application/json',
      'application/x-www-form-urlencoded',
    ]) {
      const body = `<?xml version="1.0"?>
        <incident>
          <title>As ${type} &amp; all</title>
          <service-id type="integer">33</service-id>
          <priority_id>819</priority_id>
          <interesting type="boolean">true</interesting>
          <due_date nil="true"/>
          <additional_values><entry key="approved by client">yes</entry></additional_values>
        </incident>`;
      const { text } = await dan.send('incidents.xml', {
        method: 'POST',
        body,
        headers: { 'Content-Type': type },
      });
      const { result } = fromXml(text) as { result: { incident: object } };
      expect(result.incident).toMatchObject({
        title: `As ${type} & all`,
        service: { id: 33 },
        priority: { id: 819 },
        interesting: 1,
        additional_values: { 'approved by client': 'yes' },
      });
    }
  });

  test('the flags for mail are accepted and validated', async () => {
    await update(13534, { notify_watchlisted: '1', notify_customer: 0 });
    const { errors } = await dan.put('incidents/13534', { incident: { notify_watchlisted: 'loud' } });
    expect(errors).toEqual(['[E400] notify_watchlisted is not true or false']);
  });

  test('the guide’s own curl line and Example POST work as printed', async () => {
    const list = await dan.send('/v1/incidents.json', { headers: { 'Content-Type': 'application/json' } });
    expect(list.result.incidents).toHaveLength(8);
    const { result } = await dan.send('/v1/incidents.json', { method: 'POST', body: EXAMPLE_POST });
    expect(result.incident).toMatchObject({
      title: 'foo bar baz',
      status: 'Open',
      resolved_at: '',
      opened_at: '2011-02-10T15:37:00Z',
      due_date: '2011-02-13T15:37:00Z',
      owner: { id: 359 },
      assigned_user: { id: 346 },
      customer: { id: 430 },
      service: { id: 33 },
    });
  });

  test('[formats.3] [formats.5] a form, string ids, numbers for flags and fields in the query create the same incident', async () => {
    const fields = {
      title: 'As a form',
      service_id: '33',
      priority_id: '819',
      interesting: '1',
      common: '0',
    };
    const form = new URLSearchParams(
      Object.entries(fields).map(([key, value]): [string, string] => [`incident[${key}]`, value]),
    );
    const asForm = await dan.send('incidents', { method: 'POST', body: form });
    const asQuery = await dan.send(`incidents?${form}`, { method: 'POST' });
    const asJson = await dan.post('incidents', { incident: { ...fields, interesting: true, common: false } });
    // curl names the form's type for whatever it sends.
    const misnamed = await dan.send('incidents', {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: JSON.stringify({ incident: fields }),
    });
    for (const { result } of [asForm, asQuery, asJson, misnamed]) {
      expect(result.incident).toMatchObject({
        title: 'As a form',
        priority: { id: 819 },
        interesting: 1,
        common: 0,
      });
    }
  });

  test('[formats.3] [formats.4] the Content-Type may be absent or wrong, and unknown fields are ignored', async () => {
    for (const type of ['text/plain', 'application/xml; q=1', 'nonsense', ';;']) {
      const { result } = await dan.send('incidents/13534', {
        method: 'PUT',
        headers: { 'Content-Type': type },
        body: JSON.stringify({ incident: { title: `As ${type}`, beetle: { wings: 4 } } }),
      });
      expect(result?.incident.title, type).toBe(`As ${type}`);
    }
  });

  test.each(['application/json', 'text/plain', 'text/xml', '', undefined])(
    '[formats.3] a form is read with the Content-Type %j',
    async (type) => {
      for (const [body, title] of [
        ['incident[title]=In+brackets', 'In brackets'],
        ['incident%5Btitle%5D=Encoded', 'Encoded'],
        ['\ufeff incident%5btitle%5d=100%', '100%'],
        ['id=1&incident[title]=x[<{', 'x[<{'],
        ['incident[additional_values][a b]=c&incident[title]=Of+three+names', 'Of three names'],
      ] as const) {
        // A blob has no Content-Type unless it is given.
        const { result, errors } = await dan.send('incidents/13534', {
          method: 'PUT',
          headers: type === undefined ? {} : { 'Content-Type': type },
          body: new Blob([body]),
        });
        expect(result?.incident.title ?? errors, body).toBe(title);
      }
    },
  );

  test.each(['title: x=1', '"title=x"', '12', 'null=', '=x', 'incident', 'a b=c', '[title]=x', '{title=x}'])(
    '[envelope.12] %j is no form and no JSON',
    async (body) => {
      const { errors } = await dan.send('incidents/13534', {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body,
      });
      const isForm = body === 'null=';
      expect(errors).toEqual([
        isForm
          ? '[E400] The incident parameter must be specified for this call'
          : '[E400] The request body could not be read',
      ]);
    },
  );

  test('[formats.2] an empty <hash> is an empty object', async () => {
    for (const body of ['<hash/>', '<hash> </hash>', '<hash type="hash"/>', '{}']) {
      expect((await dan.send('incidents', { method: 'POST', body })).errors, body).toEqual([
        '[E400] The incident parameter must be specified for this call',
      ]);
    }
  });

  test('[formats.2] names with a dash are sent back in XML as they were read', async () => {
    const additional_values = { 'a-b': 'v', a_b: 'w', '-': 'x', 'a.b': 'y' };
    await update(13534, { additional_values });
    const { text } = await dan.get('incidents/13534.xml');
    expect(text).toContain('<entry key="a-b">v</entry>');
    const { incident } = (fromXml(text) as { result: { incident: object } }).result;
    const { errors } = await dan.send('incidents/13534', { method: 'PUT', body: toXml({ incident }) });
    expect(errors).toBeUndefined();
    expect((await dan.get('incidents/13534')).result.incident.additional_values).toEqual(
      (incident as { additional_values: object }).additional_values,
    );
    expect(incident).toMatchObject({ additional_values });
  });

  test('[formats.5] in XML a value that does not fit its type is judged as a text', async () => {
    const put = (body: string) => dan.send('incidents/13534', { method: 'PUT', body });
    for (const value of ['maybe', 'yes', 'TRUE', '2']) {
      const body = `<incident><interesting type="boolean">${value}</interesting></incident>`;
      expect((await put(body)).errors).toEqual(['[E400] interesting is not true or false']);
    }
    await update(13534, { interesting: true });
    const blank = await put('<incident><interesting type="boolean"/></incident>');
    expect(blank.result.incident.interesting).toBe(0);
    const title = await put('<incident><title type="boolean">hello</title></incident>');
    expect(title.result.incident.title).toBe('hello');
    for (const type of ['decimal', 'float', 'integer']) {
      const body = `<time_entry><entry>// x</entry><hours type="${type}">0x10</hours></time_entry>`;
      expect((await dan.send('time_entries', { method: 'POST', body })).errors).toEqual([
        '[E400] hours is not a number',
      ]);
    }
  });

  test('[formats.5] flags are booleans, numbers or strings, and a blank one is false', async () => {
    for (const interesting of [true, 1, '1', 'true']) {
      expect((await update(13534, { interesting })).interesting, String(interesting)).toBe(1);
    }
    for (const interesting of [false, 0, '0', 'false', '', null]) {
      await update(13534, { interesting: true });
      expect((await update(13534, { interesting })).interesting, String(interesting)).toBe(0);
    }
    expect((await dan.put('incidents/13534', { incident: { interesting: 'yes' } })).errors).toEqual([
      '[E400] interesting is not true or false',
    ]);
  });

  test('[callers.5] blanks after the token are ignored, and a client may wait for the challenge', async () => {
    const statusOf = async (headers: Record<string, string>) => {
      const { status, headers: answered } = await fetch(`${sandbox.url}/v1/incidents`, { headers });
      return [status, answered.get('www-authenticate')];
    };
    const asked = [401, 'Basic realm="Service Desk"'];
    expect(await statusOf({})).toEqual(asked);
    expect(await statusOf({ Authorization: 'Bearer demo-dan' })).toEqual(asked);
    expect(await statusOf({ Authorization: `Basic ${btoa('demo-dan:x')}` })).toEqual(asked);
    for (const token of [`${btoa('x:demo-dan')}  `, btoa('x:demo-dan\n'), btoa('x:demo-dan ')]) {
      expect(await statusOf({ Authorization: `Basic ${token}` })).toEqual([200, null]);
    }
  });
});

test('every operation of the description has a handler', () => {
  expect(Object.keys(handlers).toSorted()).toEqual(Object.keys(operationTable).toSorted());
});
