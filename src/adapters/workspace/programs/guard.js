/**
 * Loaded into pnpm or yarn before its first line, in the main thread and in every worker. The program may resolve; it may
 * not start other programs, load code from outside of its own folder, or speak to anybody but the registry gateway. So a
 * `.pnpmfile.cjs`, a yarn plugin, `yarnPath`, `exec:` and a git dependency fail even where an option to leave them out was
 * forgotten. Node's `--permission` would say the same, but pnpm and yarn 1 do not start under it (no `fsync`, no
 * `process.binding`, a frozen `path`).
 *
 * JavaScript, because Node does not strip types from files that were installed into `node_modules`.
 */
import childProcess from 'node:child_process';
import { registerHooks, syncBuiltinESMExports } from 'node:module';
import { Socket } from 'node:net';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const tool = `${pathToFileURL(process.env.SPRINGTIDE_TOOL ?? '/').href}/`;
const gatewayPort = Number(process.env.SPRINGTIDE_GATEWAY_PORT);

function forbid(what) {
  throw Object.assign(new Error(`${what} is not allowed while a lockfile is written`), { code: 'EACCES' });
}

for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync']) {
  childProcess[name] = (program) => forbid(`starting ${String(program).slice(0, 100)}`);
}
process.dlopen = () => forbid('loading a native addon');

registerHooks({
  load(url, context, next) {
    const own = url === import.meta.url || url.startsWith(tool);
    if (url.startsWith('file:') && !own && context.format !== 'json') forbid(`loading ${url.slice(0, 200)}`);
    return next(url, context);
  },
});

const connect = Socket.prototype.connect;
Socket.prototype.connect = function (...given) {
  const [first] = Array.isArray(given[0]) ? given[0] : given;
  const { host, port } =
    typeof first === 'object' && first !== null ? first : { host: given[1], port: first };
  if (host !== '127.0.0.1' || Number(port) !== gatewayPort) forbid(`speaking to ${host}:${port}`);
  return connect.apply(this, given);
};

/** yarn 1 has no way to write the lockfile alone, but it has these hooks: it resolves, and then saves what it resolved. */
const nothing = async () => undefined;
globalThis.experimentalYarnHooks = {
  fetchStep: nothing,
  linkStep: nothing,
  pnpStep: nothing,
  buildStep: nothing,
};

syncBuiltinESMExports();
