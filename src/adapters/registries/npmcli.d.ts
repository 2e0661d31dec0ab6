/** The parts of npm's own libraries that are used here; they ship no types. */
declare module 'ini' {
  export function parse(text: string): Record<string, unknown>;
}

declare module '@npmcli/config/lib/env-replace.js' {
  /** Replaces `${NAME}` and `${NAME?}` as npm does. */
  export default function envReplace(text: string, env: Readonly<Record<string, string | undefined>>): string;
}

declare module 'npm-registry-fetch/lib/default-opts.js' {
  const defaults: { readonly registry: string };
  export default defaults;
}

declare module 'npm-registry-fetch/lib/auth.js' {
  interface Auth {
    readonly token: string | null;
    /** For `Basic`, already in base64. */
    readonly auth: string | null;
  }
  export default function getAuth(url: string, options: Readonly<Record<string, unknown>>): Auth;
}
