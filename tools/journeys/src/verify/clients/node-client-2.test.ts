import { expect, test } from 'vitest';
import { DAN_AUTHORIZATION, startWorld, type WireRequest } from './wire.ts';

/** The Node client of 2015 to 2018. A body alone brings its Content-Type. */
const world = startWorld();

async function call(method: string, path: string, body?: unknown) {
  const request: WireRequest = {
    method,
    path,
    headers: {
      Accept: 'application/json',
      Authorization: DAN_AUTHORIZATION,
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      Connection: 'close',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  const { status, json } = await world.send(request);
  expect(status).toBe(200);
  if (json.status === 'Failed') throw new Error(json.errors[0].error);
  return json.result;
}

test('reads a report by its 18 digits, and gets the fault of one that is of another type', async () => {
  const report = 'report_id=862260361677721612';
  const { incidents } = await call('GET', `/v1/incidents.json?${report}`);
  expect(incidents.length).toBeGreaterThan(0);
  for (const type of ['changes', 'problems', 'releases']) {
    await expect(call('GET', `/v1/${type}.json?${report}`)).rejects.toThrow('[E400] no report found');
  }
});

test('pages through services that it names with numbers in brackets', async () => {
  const services = 'service_ids%5B0%5D=20&service_ids%5B1%5D=33';
  const first = await call('GET', `/v1/incidents.json?limit=500&page=1&${services}`);
  expect(first.incidents.length).toBe(first.total_entries);
  const second = await call('GET', `/v1/incidents.json?limit=500&page=2&${services}`);
  expect(second).toMatchObject({ incidents: [], total_entries: first.total_entries });
});

test('creates an incident, resolves it, closes it and re-opens it', async () => {
  const { incident } = await call('POST', '/v1/incidents.json', {
    incident: {
      title: 'Drucker brennt – schon wieder',
      service_id: '20',
      assigned_user_id: 17,
      symptom: 'Rauch',
    },
  });
  expect(incident).toMatchObject({ title: 'Drucker brennt – schon wieder', assigned_user: { id: 17 } });
  const now = '2010-03-24T10:11:12.345Z';
  const closed = await call('PUT', `/v1/incidents/${incident.id}.json`, {
    incident: { closed_at: now, resolved_at: now, closure_code: 0, closure_comment: 'Gelöscht' },
  });
  expect(closed.incident).toMatchObject({ status: 'Closed', closed_at: '2010-03-24T10:11:12Z' });
  const opened = await call('PUT', `/v1/incidents/${incident.id}.json`, {
    incident: { closed_at: '', closure_code: '' },
  });
  expect(opened.incident).toMatchObject({ status: 'Open', closed_at: '', closure_code: '' });
});

test('writes notes under another kind than their address names', async () => {
  const { comment } = await call('POST', '/v1/incidents/13534/comments.json?note_type=comments', {
    comment: { note: 'Seen' },
  });
  expect(comment.id).toBeGreaterThan(0);
  // What comes back is wrapped as the address says.
  const changed = await call('PUT', '/v1/incidents/13534/comments/38048.json?note_type=symptom', {
    symptom: { note: 'Changed' },
  });
  expect(changed.comment).toMatchObject({ id: 38048, note: 'Changed' });
});

test('creates a change with its notes, and links it without extension and wrapper', async () => {
  const { change } = await call('POST', '/v1/changes.json', {
    change: {
      title: 'Replace it',
      service_id: 20,
      reason: 'It burns',
      description: 'A new one',
      build_instruction: 'Unpack',
      build_progress_note: 'Unpacked',
    },
  });
  expect(change.descriptions[0].description.id).toBeGreaterThan(0);
  const { releases } = await call('POST', `/v1/links/changes/${change.id}`, { release_id: 1267 });
  expect(releases[0].release_id).toBe(1267);
});

test('gets the fault of an update without a body', async () => {
  await expect(call('PUT', '/v1/changes/234.json')).rejects.toThrow(
    '[E400] The change parameter must be specified for this call',
  );
});

test('adds a watcher from outside', async () => {
  const { watch } = await call('POST', '/v1/incidents/13534/watches.json', {
    watch: { external_email: 'watcher@elsewhere.example' },
  });
  expect(watch.id).toBeGreaterThan(0);
});

test('creates a release whose component it names twice', async () => {
  const { release } = await call('POST', '/v1/releases.json', {
    release: { title: 'Spring', component: 'All of it', backout: 'None', release_component: 'All of it' },
  });
  expect(release.release_components).toHaveLength(1);
  expect(release.release_components[0].release_component.id).toBeGreaterThan(0);
});

test('asks for the services with an empty body', async () => {
  const { services } = await call('GET', '/v1/services.json', {});
  expect(services.length).toBeGreaterThan(0);
});
