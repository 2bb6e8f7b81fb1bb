/** Where in a city a household can be registered: its districts and counties (GB/T 2260). */
const areas: Record<string, { code: string; name: string }[]> = {
  '340600': [
    { code: '340603', name: '相山区' },
    { code: '340602', name: '杜集区' },
    { code: '340604', name: '烈山区' },
    { code: '340621', name: '濉溪县' },
  ],
};

/** @returns the districts and counties of a city with a policy, the seat first */
export function householdAreasOf(region: string): { code: string; name: string }[] {
  return areas[region] ?? [];
}
