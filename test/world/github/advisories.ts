import type { AdvisoryRecord } from './shapes/security.ts';
import type { State } from './state.ts';

/** An advisory as a story tells it; the rest is filled in. */
export interface AdvisoryDraft {
  /** `GHSA-…`. */
  readonly id: string;
  readonly package: string;
  /** As GitHub writes it: `>= 1.0.0, < 1.2.3`. */
  readonly range: string;
  readonly patched?: string;
  readonly ecosystem?: string;
  readonly cve?: string;
  readonly severity?: AdvisoryRecord['severity'];
  readonly summary?: string;
}

export function advisoryFrom(state: State, draft: AdvisoryDraft): AdvisoryRecord {
  return {
    id: draft.id,
    cve: draft.cve ?? null,
    ecosystem: draft.ecosystem ?? 'npm',
    package: draft.package,
    severity: draft.severity ?? 'high',
    summary: draft.summary ?? `A hole in ${draft.package}`,
    range: draft.range,
    patched: draft.patched ?? null,
    publishedAt: state.clock(),
  };
}
