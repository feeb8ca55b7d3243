import type { Id } from '@service-desk/client';
import { Link } from '@tanstack/react-router';
import type { InputKind } from '../forms/fields.ts';
import { Breakable } from '../shell/breakable.tsx';

/** Whose page a field of a kind leads to. */
const pages: Partial<Record<InputKind, string>> = {
  person: 'users',
  member: 'users',
  customer: 'customers',
  company: 'companies',
};

interface PersonLinkProps {
  by: InputKind;
  printed: unknown;
  /** What is read of it. */
  text: string;
}

/** What a field says, as a link to the page of the person or company that it names. */
export function PersonLink({ by, printed, text }: PersonLinkProps) {
  const what = pages[by];
  if (!what || text === '') return <Breakable>{text}</Breakable>;
  const { id } = printed as { id: Id };
  return (
    <Link to="/people/$what/$id" params={{ what, id: String(id) }}>
      {text}
    </Link>
  );
}
