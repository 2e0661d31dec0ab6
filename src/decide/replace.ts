import type { Dependency } from '../domain/manifest.ts';
import type { RegistryAnswer, Release } from '../domain/release.ts';
import type { Replacement } from '../domain/replacement.ts';
import type { Decision } from '../domain/update.ts';
import type { Rewrite } from '../ecosystems/ecosystem.ts';
import { hold } from './decide.ts';
import { choose, type DecisionContext, judgeOf } from './judge.ts';

/**
 * Whether a package that another one has taken the place of moves to it now: to the newest release that carries on where it
 * stopped and passes every rule. `undefined` when there is nothing to say beside what is decided about the package itself.
 */
export function decideReplacement(
  dependency: Dependency,
  replacement: Replacement,
  answer: RegistryAnswer | undefined,
  write: (to: Release) => Rewrite,
  context: DecisionContext,
): Decision | undefined {
  const { ecosystem, policy } = context;
  const from = ecosystem.current(dependency);
  if (from !== undefined && replacement.replaces && !ecosystem.versions.satisfies(from, replacement.replaces))
    return undefined;
  if (from === undefined || answer?.kind !== 'found' || dependency.source.kind === 'elsewhere')
    return undefined;
  if (policy.ignores(dependency) || policy.exceptionFor(dependency)) return undefined;
  if (!policy.policyFor(dependency, 'replacement').enabled) return undefined;

  const successor = { ...dependency, name: replacement.to };
  const candidates = answer.package.releases
    .filter(({ version }) => ecosystem.versions.satisfies(version, replacement.versions))
    .sort((a, b) => ecosystem.versions.compare(b.version, a.version))
    .map((release) => ({ release, step: 'replacement' as const }));
  const { taken, passedOver } = choose(
    candidates,
    judgeOf(successor, '0.0.0', answer.package, candidates, context),
  );
  if (!taken) {
    const [first] = passedOver;
    return first
      ? { ...hold(dependency, first.because), newest: `${replacement.to} ${first.version}`, passedOver }
      : undefined;
  }
  const rewrite = write(taken.release);
  if (rewrite.kind !== 'edits') {
    const why = rewrite.kind === 'cannot' ? rewrite.why : 'there is nothing to write';
    return {
      ...hold(dependency, { kind: 'unsupported-form', written: dependency.requirement, why }),
      newest: `${replacement.to} ${taken.release.version}`,
      passedOver,
    };
  }
  return {
    kind: 'update',
    dependency,
    from,
    to: taken.release,
    type: 'replacement',
    requirement: rewrite.requirement,
    edits: rewrite.edits,
    replacement: { name: replacement.to, why: replacement.why },
    passedOver,
  };
}
