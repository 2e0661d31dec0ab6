/** What the store and the queue need of a PostgreSQL: node-postgres's pool, or the embedded one that looks like it. */
export interface Rows<Row = Record<string, unknown>> {
  readonly rows: Row[];
  readonly rowCount: number;
  readonly command: string;
}

export interface Notification {
  readonly channel: string;
  readonly payload?: string;
}

export interface PoolClient {
  query(text: string, values?: readonly unknown[]): Promise<Rows>;
  release(): void;
  on(event: 'notification', listener: (message: Notification) => void): this;
  on(event: 'error' | 'end', listener: (error: Error) => void): this;
  removeListener(event: string, listener: (message: Notification) => void): this;
  removeAllListeners(event?: string): this;
}

export interface Pool {
  query(text: string, values?: readonly unknown[]): Promise<Rows>;
  connect(): Promise<PoolClient>;
  end(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): this;
  removeAllListeners(event?: string): this;
}
