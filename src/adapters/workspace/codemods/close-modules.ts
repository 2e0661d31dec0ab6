/**
 * What a codemod can import: its own files, which live in memory, and `springtide/codemod`. Once closed, nothing here hands a request on
 * to Node, and nothing here calls a method that a codemod may have replaced: modules of Node that are loaded already are given to
 * whoever names their address, so the address that is answered has to be one of ours.
 */
import { registerHooks } from 'node:module';
import { sourceFile } from '../../../change/source-file.ts';

const { apply } = Reflect;
const { get, has } = Map.prototype;
const { slice, startsWith } = String.prototype;
const hrefOf = Object.getOwnPropertyDescriptor(URL.prototype, 'href')?.get;
const Address = URL;

const scheme = 'codemod:///';
const contract = new URL('../../../change/syntax.ts', import.meta.url).href;

export const addressOf = (path: string): string => `${scheme}${path}`;

export async function closeModules(files: ReadonlyMap<string, string>): Promise<void> {
  const ours = await loadOurs();
  registerHooks({
    resolve(specifier, { parentURL }) {
      const url =
        specifier === 'springtide/codemod'
          ? contract
          : (apply(get, ours, [`${parentURL} ${specifier}`]) ?? ownOf(files, specifier, parentURL));
      if (url === undefined)
        throw new Error(
          `${apply(slice, specifier, [0, 100])} cannot be imported; a codemod has its own files and springtide/codemod`,
        );
      return { url, shortCircuit: true };
    },
    load(url) {
      const source = apply(get, files, [apply(slice, url, [scheme.length])]);
      if (source === undefined) throw new Error(`${url} cannot be loaded by a codemod`);
      return { format: /ts$/.test(url) ? 'module-typescript' : 'module', source, shortCircuit: true };
    },
  });
}

/** The address is put together anew from the path that was found: what was compared is what is answered. */
function ownOf(
  files: ReadonlyMap<string, string>,
  specifier: string,
  parentURL: string | undefined,
): string | undefined {
  const begins = (start: string): boolean => apply(startsWith, specifier, [start]);
  if (!hrefOf || !(begins('./') || begins('../') || begins(scheme))) return undefined;
  const path: string = apply(slice, apply(hrefOf, new Address(specifier, parentURL), []), [scheme.length]);
  return apply(has, files, [path]) ? `${scheme}${path}` : undefined;
}

/** Our own modules ask for their parsers when a file needs them: each is loaded now, and who asked for what is remembered. */
async function loadOurs(): Promise<ReadonlyMap<string, string>> {
  const ours = new Map<string, string>();
  const listening = registerHooks({
    resolve(specifier, context, next) {
      const resolved = next(specifier);
      ours.set(`${context.parentURL} ${specifier}`, resolved.url);
      return resolved;
    },
  });
  await import(contract);
  sourceFile('a.ts', '').bindings();
  sourceFile('a.json', '{}').json();
  sourceFile('a.yml', 'a: 1').yaml();
  sourceFile('Dockerfile', 'FROM a').dockerfile();
  listening.deregister();
  return ours;
}
