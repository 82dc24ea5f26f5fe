import { describe, expect, it } from 'vitest';
import { counted, countedRows, grouped, lasted, size } from './words';

describe('words', () => {
  it('loses no digit of a number of 64 bits', () => expect(grouped('9223372036854775807')).toBe('9,223,372,036,854,775,807'));
  it('marks what nobody has counted', () => {
    expect(counted('1234', false)).toBe('≈ 1,234');
    expect(countedRows(1, true)).toBe('1 row');
  });
  it.each([
    [1, '1 byte'], [1023, '1,023 bytes'], [8192, '8 kB'], [1536, '1.5 kB'], [13 * 1024 + 512, '14 kB'],
    [1000 * 1024, '1 MB'], [36642151, '34.9 MB'], [200 * 1024 * 1024, '200 MB'],
    [1310720, '1.2 MB'], [1835008, '1.8 MB'], [10752, '10 kB'], [11776, '12 kB'], ['9223372036854775807', '8192 PB'],
  ])('writes %s as %s, as Poco does elsewhere', (bytes, text) => expect(size(bytes)).toBe(text));
  it('writes times', () => expect([lasted(0.25), lasted(59.7), lasted(61), lasted(3700)]).toEqual(['0.3 s', '1 min 0 s', '1 min 1 s', '1 h 1 min']));
});
