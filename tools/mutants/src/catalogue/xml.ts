import type { OperationId } from '@service-desk/client';
import { answering, asking, inXml } from '../fault-builders.ts';
import type { ProxyFault } from '../proxy.ts';
import { type Mutant, mutantsOf } from './mutant.ts';

const records: readonly OperationId[] = ['incidents.get', 'problems.get', 'changes.get', 'releases.get'];
const lists: readonly OperationId[] = [
  'incidents.list',
  'customers.list',
  'companies.list',
  'timeEntries.list',
];

/** XML that a reader of Rails' XML takes for something else. */
export const xmlMutants: readonly Mutant[] = [
  ...mutantsOf('XML attribute lost', [
    ['whole numbers are texts', records, inXml((xml) => xml.replaceAll(' type="integer"', ''))],
    ['what is null is blank', records, inXml((xml) => xml.replaceAll(' nil="true"', ''))],
    ['lists have no type', lists, inXml((xml) => xml.replaceAll(' type="array"', ''))],
    [
      'flags are texts',
      ['customers.get', 'changes.issues.get', 'releases.issues.get'],
      inXml((xml) => xml.replaceAll(' type="boolean"', '')),
    ],
  ]),
  ...mutantsOf('another XML', [
    [
      'elements are written with dashes',
      ['configItems.get', 'users.current'],
      inXml((xml) => xml.replaceAll(/(<\/?\w+)(_\w+)/g, (name) => name.replaceAll('_', '-'))),
    ],
    [
      'the root is a response',
      ['services.get', 'companies.get'],
      inXml((xml) => xml.replace('<hash>', '<response>').replace('</hash>', '</response>')),
    ],
    [
      'ampersands are not escaped',
      ['incidents.get', 'companies.get', 'services.list'],
      inXml((xml) => xml.replaceAll('&amp;', '&')),
    ],
    [
      'entries of lists are all called item',
      lists,
      inXml((xml) => xml.replaceAll(/(<\/?)(?:incident|customer|Company|time_entry)>/g, '$1item>')),
    ],
    [
      'what is asked for as XML comes as JSON',
      ['users.list', 'timeEntries.get'],
      async (request, pass) => pass({ ...request, url: request.url.replace('.xml', '.json') }),
    ],
    [
      'XML is called JSON',
      ['problems.list', 'changes.testers.list'],
      answering(({ headers, body }) => {
        if (body.startsWith('<')) headers['content-type'] = 'application/json';
      }),
    ],
    [
      'what is sent in XML is not read',
      ['incidents.comments.create', 'changes.testers.create', 'configItems.create'],
      inXmlSent(() => '<hash/>'),
    ],
    [
      'ampersands that are sent are escaped once more',
      'companies.create',
      inXmlSent((xml) => xml.replaceAll('&amp;', '&amp;amp;')),
    ],
  ]),
];

/** Changes what is sent in XML, before the provider reads it. */
function inXmlSent(change: (xml: string) => string): ProxyFault {
  return asking((request) => {
    if (request.body.startsWith('<')) request.body = change(request.body);
  });
}
