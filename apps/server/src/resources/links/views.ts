import { LINKS, type ReadContext } from '../../calls/context.ts';
import type { Schemas } from '../../generated/types.ts';
import type { RecordType } from '../../store/schema.ts';
import { type End, linksFrom, seenOf } from './rows.ts';

/** The four lists of links that every record has. */
export interface LinkLists {
  incidents: Schemas['IncidentLink'][];
  problems: Schemas['ProblemLink'][];
  changes: Schemas['ChangeLink'][];
  releases: Schemas['ReleaseLink'][];
}

/** The lists of a record that is linked to none. */
export const NO_LINKS: LinkLists = { incidents: [], problems: [], changes: [], releases: [] };

/**
 * What a record is linked to, as the record and its list of links show it: all that the caller sees.
 *
 * @param only limits the lists to this link
 */
export async function linkLists(context: ReadContext, from: End, only?: End): Promise<LinkLists> {
  const all = await linksFrom(context, from);
  if (all.length === 0) return NO_LINKS;
  const ends = async (type: RecordType) =>
    (await seenOf(context, type, all))
      .filter((id) => !only || (only.type === type && only.id === id))
      .map((id) => ({ id, link: linkOf(from, { type, id }) }));
  const [incidents, problems, changes, releases] = await Promise.all([
    ends('incident'),
    ends('problem'),
    ends('change'),
    ends('release'),
  ]);
  return {
    incidents: incidents.map(({ id, link }) => ({ incident_id: id, incident_link: link })),
    problems: problems.map(({ id, link }) => ({ problem_id: id, problem_link: link })),
    changes: changes.map(({ id, link }) => ({ change_id: id, change_link: link })),
    releases: releases.map(({ id, link }) => ({ release_id: id, release_link: link })),
  };
}

/** The path of a link, which names both of its ends. */
function linkOf(from: End, to: End): string {
  return `${LINKS}/links/${from.type}s/${from.id}/${to.type}s/${to.id}`;
}
