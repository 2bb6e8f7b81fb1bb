import { isInNetworks, readBlock } from './clerks';

test.each<[string, string[], boolean]>([
  ['10.20.3.4', [], true],
  ['', [], true],
  ['10.20.3.4', ['10.20.0.0/16'], true],
  ['10.21.3.4', ['10.20.0.0/16'], false],
  ['10.21.3.4', ['10.20.0.0/16', '10.21.3.4'], true],
  ['10.21.3.5', ['10.21.3.4'], false],
  ['::ffff:10.20.3.4', ['10.20.0.0/16'], true],
  // of IPv6 the gateway tells the network alone
  ['2001:db8:1:2', ['2001:db8:1::/48'], true],
  ['2001:db8:1:2', ['2001:db8:1:2::/64'], true],
  ['2001:db8:2:2', ['2001:db8:1::/48'], false],
  ['2001:db8:1:2', ['10.0.0.0/8'], false],
  ['10.20.3.4', ['2001:db8::/32'], false],
  // nobody knows where it came from
  ['', ['10.0.0.0/8'], false],
  ['unknown', ['0.0.0.0/0'], false],
  // what is no block lets nobody in
  ['10.20.3.4', ['intranet'], false],
])('%j in %j: %s', (address, blocks, expected) => {
  expect(isInNetworks(address, blocks)).toBe(expected);
});

test.each(['', 'intranet', '10.0.0.0/33', '10.0.0/8/8', '2001:db8::/129', '10.0.0.256'])(
  '%j is no block',
  (block) => {
    expect(readBlock(block)).toBeNull();
  },
);
