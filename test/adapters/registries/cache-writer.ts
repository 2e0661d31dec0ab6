/** One of two processes that write the same entry again and again. */
import { createCache } from '../../../src/adapters/registries/cache.ts';

const [folder = '', key = '', word = ''] = process.argv.slice(2);
const cache = createCache({ folder, limitBytes: 1e9 });
for (let count = 0; count < 30; count += 1)
  cache.write(
    key,
    { shape: 'a', headers: {}, value: Array.from({ length: 20_000 }, () => word) },
    1000 + count,
  );
