import type { Handlers } from '../../calls/call.ts';
import type { OperationId } from '../../generated/operations.ts';
import type { Id } from '../../store/schema.ts';
import { watchHandlers } from '../watches/handlers.ts';
import { findPublication } from './rows.ts';

type MessageOperation = Extract<OperationId, `messages.watches.${string}`>;
type KnowledgeArticleOperation = Extract<OperationId, `knowledgeArticles.watches.${string}`>;

/** The watches of messages and knowledge articles, which is all that v1 knows of them. */
export const publications: Handlers<MessageOperation | KnowledgeArticleOperation> = {
  ...watchHandlers<MessageOperation>({
    prefix: 'messages',
    parentOf: (context, { message_id }) => findPublication(context, 'message', message_id as Id),
  }),
  ...watchHandlers<KnowledgeArticleOperation>({
    prefix: 'knowledgeArticles',
    parentOf: (context, { knowledge_article_id }) =>
      findPublication(context, 'knowledge_article', knowledge_article_id as Id),
  }),
};
