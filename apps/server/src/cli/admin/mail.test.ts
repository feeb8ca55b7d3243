import { expect, test } from 'vitest';
import { mailsOf, putMails, returnMail } from '../../store/outbox.ts';
import { startOperator } from '../../test-support/operator.ts';

const { run, print, store } = await startOperator();

const ACCOUNT = 1;

test('failed mail is listed with its error and can be retried', async () => {
  await run('account', 'create', 'Kowhai', '--first-name', 'Aroha', '--last-name', 'Ngata');
  const mail = {
    recipient: 'a@x.example',
    recipient_name: '',
    subject: '[B#1] New: A leak',
    body: '',
    path: '',
  };
  await store.write(ACCOUNT, async (db) => {
    await putMails(db, ACCOUNT, [mail, { ...mail, recipient: 'b@x.example' }], 1_269_421_200);
    const [first] = await mailsOf(db, ACCOUNT);
    if (!first) throw new Error('there is no mail');
    await returnMail(db, first, { error: '550 No such user', due_at: 0, failed_at: 1_269_421_260 });
  });
  const listed = { subject: '[B#1] New: A leak', caused_at: '2010-03-24T09:00:00Z', attempts: 0 };
  const waiting = { ...listed, given_up_at: '', error: '' };
  expect(await run('mail', 'list')).toEqual([
    { ...listed, id: 1, to: 'a@x.example', given_up_at: '2010-03-24T09:01:00Z', error: '550 No such user' },
    { ...waiting, id: 2, to: 'b@x.example' },
  ]);
  expect(await print('mail', 'list')).toContain('550 No such user');
  expect(await run('mail', 'retry')).toEqual({ retried: 1 });
  expect(await run('mail', 'retry')).toEqual({ retried: 0 });
  expect(await run('mail', 'list')).toEqual([
    { ...waiting, id: 1, to: 'a@x.example' },
    { ...waiting, id: 2, to: 'b@x.example' },
  ]);
});
