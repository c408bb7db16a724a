/** Remembers what was found in the present version of a few documents; forgets all of a document when it changes. */
export class VersionCache<T> {
  private readonly documents = new Map<string, { readonly version: number; readonly found: Map<string, T> }>();

  constructor(private readonly mostDocuments: number) {}

  get(document: string, version: number, key: string): T | undefined {
    const known = this.documents.get(document);
    return known?.version === version ? known.found.get(key) : undefined;
  }

  set(document: string, version: number, key: string, value: T): void {
    let known = this.documents.get(document);
    if (known?.version !== version) known = { version, found: new Map() };
    known.found.set(key, value);
    // Asked about last, dropped last.
    this.documents.delete(document);
    this.documents.set(document, known);
    const [oldest] = this.documents.keys();
    if (this.documents.size > this.mostDocuments && oldest !== undefined) this.documents.delete(oldest);
  }

  clear(): void {
    this.documents.clear();
  }
}
