import { expectTypeOf, test } from 'vitest';
import type { Incident, Note } from './index.ts';
import { verifyWebhook, type WebhookEvent, type WebhookType } from './webhooks.ts';

test('the type of an event determines the type of its data', async () => {
  const event = await verifyWebhook(new Headers(), '', 'whsec_');
  if (event.type === 'incident.created') expectTypeOf(event.data.incident).toEqualTypeOf<Incident>();
  if (event.type === 'incident.note_added') expectTypeOf(event.data.note).toEqualTypeOf<Note>();
  // @ts-expect-error no other event has a note.
  if (event.type === 'change.closed') event.data.note;
  expectTypeOf<WebhookEvent<'release.closed'>['type']>().toEqualTypeOf<'release.closed'>();
  expectTypeOf<'release.resolved'>().not.toExtend<WebhookType>();
});
