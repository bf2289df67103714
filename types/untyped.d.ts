// Packages that have no types of their own.
declare module '@20minutes/s3rver' {
  /** A server that speaks S3 and keeps its objects in a directory. */
  export default class S3rver {
    constructor(options: Record<string, unknown>)
    run(): Promise<{ address: string; port: number }>
    close(): Promise<void>
    reset(): void
  }
}
