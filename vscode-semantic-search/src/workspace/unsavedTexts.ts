/** Milliseconds of quiet after which a text that is being typed is sent. */
export const typingPause = 200;
/** Characters; a longer document is searched as it is on disk, because sending it at every pause would cost more than it gives. */
export const longestUnsavedText = 1_000_000;

/** What of a document decides whether its text is sent. */
export interface EditedDocument {
  readonly path: string;
  /** Whether it is a file in one of the workspace's folders. */
  readonly inWorkspace: boolean;
  readonly isDirty: boolean;
  text(): string;
}

/** Whom unsaved texts are told to. */
export interface UnsavedTextReader {
  change(path: string, text: string): void;
  close(path: string): void;
}

/** Keeps the server's idea of unsaved texts the same as the editor's, without a message for every key. */
export class UnsavedTexts {
  private readonly waiting = new Map<string, NodeJS.Timeout>();
  private readonly told = new Set<string>();

  constructor(private readonly reader: UnsavedTextReader) {}

  /** A document's text, or whether it is dirty, has changed. */
  edited(document: EditedDocument): void {
    this.forget(document.path);
    if (!document.isDirty) this.settled(document.path);
    else if (document.inWorkspace) {
      this.waiting.set(
        document.path,
        setTimeout(() => {
          this.waiting.delete(document.path);
          this.tell(document);
        }, typingPause),
      );
    }
  }

  /** Saved, reverted or closed: the file counts again. */
  settled(path: string): void {
    this.forget(path);
    if (this.told.delete(path)) this.reader.close(path);
  }

  /** For a server that has just started and knows nothing. */
  tellAll(documents: Iterable<EditedDocument>): void {
    this.told.clear();
    for (const document of documents) {
      this.forget(document.path);
      this.tell(document);
    }
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
  }

  private tell(document: EditedDocument): void {
    const text = document.isDirty && document.inWorkspace ? document.text() : undefined;
    if (text === undefined || text.length > longestUnsavedText) {
      this.settled(document.path);
      return;
    }
    this.told.add(document.path);
    this.reader.change(document.path, text);
  }

  private forget(path: string): void {
    clearTimeout(this.waiting.get(path));
    this.waiting.delete(path);
  }
}
