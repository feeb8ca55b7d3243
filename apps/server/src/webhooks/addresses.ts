import { type LookupAddress, lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** The addresses that webhooks may be sent to. */
export interface Permission {
  /** Whether an address is public, or in one of the networks that the operator allows. */
  permits(address: string): boolean;
  /** Whether the operator allows an address by name, such as one without TLS. */
  isAllowed(address: string): boolean;
}

/**
 * The addresses that webhooks may be sent to: public ones, and those of the networks that the operator allows. An endpoint
 * could otherwise make the provider send requests into its own network.
 *
 * @param networks addresses and networks in CIDR notation
 */
export function permissionFor(networks: readonly string[]): Permission {
  const allowed = networks.map((network) =>
    network.includes('/')
      ? ipaddr.parseCIDR(network)
      : ipaddr.parseCIDR(`${network}/${isIP(network) === 6 ? 128 : 32}`),
  );
  function isAllowed(address: string): boolean {
    // An IPv4 address that is written as an IPv6 address is that IPv4 address.
    const parsed = ipaddr.process(address);
    return allowed.some(([network, bits]) => {
      return network.kind() === parsed.kind() && parsed.match(network, bits);
    });
  }
  return {
    isAllowed,
    permits: (address) => isIP(address) !== 0 && (isAllowed(address) || isPublic(address)),
  };
}

/** IPv4 addresses in a deprecated form of IPv6, such as ::127.0.0.1, which ipaddr.js takes for addresses of the internet. */
const IPV4_COMPATIBLE = ipaddr.IPv6.parseCIDR('::/96');

/** Whether an address is one of the internet, and not of a machine, a private network or a protocol. */
function isPublic(address: string): boolean {
  const parsed = ipaddr.process(address);
  if (parsed instanceof ipaddr.IPv6 && parsed.match(IPV4_COMPATIBLE)) return false;
  return parsed.range() === 'unicast';
}

/** An endpoint has an address that webhooks must not be sent to. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
}

/** What an endpoint is reached by. */
export type Protocol = 'http:' | 'https:';

/** Resolves the name of a host. */
export type Resolve = (host: string) => Promise<LookupAddress[]>;

/** Resolves as the system does, with its hosts file. */
export const systemResolve: Resolve = (host) =>
  new Promise((resolve, reject) => {
    lookup(host, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * The addresses of a host, all of which webhooks may be sent to. HTTP without TLS is only for networks that the operator
 * allows.
 *
 * @throws ForbiddenAddressError if one of them is forbidden; Error if there are none
 */
export async function permittedAddresses(
  protocol: Protocol,
  host: string,
  permission: Permission,
  resolve: Resolve,
): Promise<LookupAddress[]> {
  const bare = host.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  const addresses = family === 0 ? await resolve(bare) : [{ address: bare, family }];
  for (const { address } of addresses) {
    const which = bare === address ? address : `${bare} (${address})`;
    if (!permission.permits(address))
      throw new ForbiddenAddressError(
        `${which} is not a public address; the setting webhookAllow permits networks`,
      );
    if (protocol === 'http:' && !permission.isAllowed(address))
      throw new ForbiddenAddressError(
        `${which} needs https: http is only for networks that the setting webhookAllow permits`,
      );
  }
  return addresses;
}

/**
 * A lookup for connections. The connection is made to an address that this has checked: the name may have another one by
 * now.
 */
export function checkedLookup(protocol: Protocol, permission: Permission, resolve: Resolve): LookupFunction {
  return (host, { all, family }, callback) => {
    permittedAddresses(protocol, host, permission, resolve).then(
      (addresses) => {
        const isOfFamily = (each: LookupAddress) => each.family === family;
        const fitting = family === 4 || family === 6 ? addresses.filter(isOfFamily) : addresses;
        const [first] = fitting;
        if (!first) callback(new Error(`${host} has no address of family ${family}`), '');
        else if (all) callback(null, fitting);
        else callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, ''),
    );
  };
}
