import { insertWatches, type SeedTarget, type SeedWatch } from './builders.ts';
import { ADMIN, CARL, DAN, DESK, EMAIL, LUKE, PAYROLL, POWERSHOP } from './demo-ids.ts';

type Publication = [id: number, service: number, title: string];

const messages: Publication[] = [
  [41, POWERSHOP, 'Card payments are checked by hand until the gateway is mended'],
  [42, EMAIL, 'No mail on Saturday from 8 to 10'],
  [43, PAYROLL, 'Pay slips of March come a day late'],
  [44, POWERSHOP, 'Gift cards are sold again'],
];

const knowledgeArticles: Publication[] = [
  [61, POWERSHOP, 'How to refund a payment that was taken twice'],
  [62, DESK, 'How to reset a password'],
  [63, PAYROLL, 'How to correct a day of leave'],
  [64, POWERSHOP, 'How to take back a gift card'],
];

const messageWatches: SeedWatch[] = [
  [20290, 41, DAN],
  [20291, 41, 'ewan.mcleod@powershop.example'],
  [20292, 42, ADMIN],
];

const knowledgeArticleWatches: SeedWatch[] = [
  [20293, 61, LUKE],
  [20294, 62, CARL],
];

/** Inserts the messages and knowledge articles of the services, with their watches. */
export async function seedPublications(place: SeedTarget): Promise<void> {
  const { db, account_id } = place;
  const rowsOf = (all: Publication[]) =>
    all.map(([id, service_id, title]) => ({ account_id, id, service_id, title }));
  await db.insertInto('messages').values(rowsOf(messages)).execute();
  await db.insertInto('knowledge_articles').values(rowsOf(knowledgeArticles)).execute();
  await insertWatches(place, 'message', messageWatches);
  await insertWatches(place, 'knowledge_article', knowledgeArticleWatches);
}
