/** Advisories and alerts as GitHub shows them. */
import { time, timeOrNull } from '../http.ts';
import type { RepositoryRecord, State } from '../state.ts';
import { apiUrl } from './accounts.ts';
import { htmlUrl, repositoryUrl } from './repositories.ts';

export interface AdvisoryRecord {
  /** `GHSA-…`. */
  readonly id: string;
  readonly cve: string | null;
  readonly ecosystem: string;
  readonly package: string;
  readonly severity: 'low' | 'medium' | 'high' | 'critical';
  readonly summary: string;
  /** As GitHub writes it: `>= 1.0.0, < 1.2.3`. */
  readonly range: string;
  readonly patched: string | null;
  readonly publishedAt: Date;
}

export interface AlertRecord {
  readonly number: number;
  readonly advisory: AdvisoryRecord;
  readonly manifest: string;
  readonly scope: 'development' | 'runtime';
  state: 'open' | 'fixed' | 'dismissed' | 'auto_dismissed';
  readonly createdAt: Date;
  fixedAt: Date | undefined;
}

const identifiers = ({ id, cve }: AdvisoryRecord) => [
  { type: 'GHSA', value: id },
  ...(cve === null ? [] : [{ type: 'CVE', value: cve }]),
];

export function advisoryShape(state: State, advisory: AdvisoryRecord) {
  const at = time(advisory.publishedAt);
  return {
    ghsa_id: advisory.id,
    cve_id: advisory.cve,
    url: `${apiUrl(state)}/advisories/${advisory.id}`,
    html_url: `${state.url}/advisories/${advisory.id}`,
    repository_advisory_url: null,
    summary: advisory.summary,
    description: advisory.summary,
    type: 'reviewed',
    severity: advisory.severity,
    source_code_location: null,
    identifiers: identifiers(advisory),
    references: [],
    published_at: at,
    updated_at: at,
    github_reviewed_at: at,
    nvd_published_at: null,
    withdrawn_at: null,
    vulnerabilities: [
      {
        package: { ecosystem: advisory.ecosystem, name: advisory.package },
        vulnerable_version_range: advisory.range,
        first_patched_version: advisory.patched,
        vulnerable_functions: [],
      },
    ],
    cvss: { vector_string: null, score: null },
    cwes: [],
    credits: [],
  };
}

export function alertShape(state: State, repository: RepositoryRecord, alert: AlertRecord) {
  const { advisory } = alert;
  const at = time(advisory.publishedAt);
  const named = { ecosystem: advisory.ecosystem, name: advisory.package };
  const vulnerability = {
    package: named,
    severity: advisory.severity,
    vulnerable_version_range: advisory.range,
    first_patched_version: advisory.patched === null ? null : { identifier: advisory.patched },
  };
  return {
    number: alert.number,
    state: alert.state,
    dependency: { package: named, manifest_path: alert.manifest, scope: alert.scope },
    security_advisory: {
      ghsa_id: advisory.id,
      cve_id: advisory.cve,
      summary: advisory.summary,
      description: advisory.summary,
      vulnerabilities: [vulnerability],
      severity: advisory.severity,
      cvss: { score: 0, vector_string: null },
      cwes: [],
      identifiers: identifiers(advisory),
      references: [],
      published_at: at,
      updated_at: at,
      withdrawn_at: null,
    },
    security_vulnerability: vulnerability,
    url: `${repositoryUrl(state, repository)}/dependabot/alerts/${alert.number}`,
    html_url: `${htmlUrl(state, repository)}/security/dependabot/${alert.number}`,
    created_at: time(alert.createdAt),
    updated_at: time(alert.fixedAt ?? alert.createdAt),
    dismissed_at: null,
    dismissed_by: null,
    dismissed_reason: null,
    dismissed_comment: null,
    fixed_at: timeOrNull(alert.fixedAt),
  };
}
