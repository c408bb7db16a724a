import { type CancellationToken, CancellationTokenSource } from "vscode-jsonrpc/node";
import { type Delay, byTimer } from "../delay";

/** Asks only the newest of quickly following questions: one that waits is dropped, one under way is cancelled, late answers are not heard. */
export class Latest<Question, Answer> {
  private newest = 0;
  private callOff: (() => void) | undefined;
  private underWay: CancellationTokenSource | undefined;

  /** @param ask Asks; an answer that is good until the right one comes may be told meanwhile. */
  constructor(
    private readonly ask: (question: Question, token: CancellationToken, meanwhile: (answer: Answer) => void) => Promise<Answer>,
    private readonly answered: (answer: Answer, question: Question) => void,
    private readonly failed: (error: unknown, question: Question) => void,
    private readonly delay: Delay = byTimer,
  ) {}

  put(question: Question, milliseconds: number): void {
    this.drop();
    const turn = this.newest;
    this.callOff = this.delay(() => {
      this.callOff = undefined;
      void this.run(question, turn);
    }, milliseconds);
  }

  /** Nothing that was put so far is answered any more. */
  drop(): void {
    this.newest++;
    this.callOff?.();
    this.callOff = undefined;
    this.underWay?.cancel();
    this.underWay = undefined;
  }

  private async run(question: Question, turn: number): Promise<void> {
    const source = new CancellationTokenSource();
    this.underWay = source;
    try {
      const hear = (answer: Answer): void => {
        if (turn === this.newest) this.answered(answer, question);
      };
      hear(await this.ask(question, source.token, hear));
    } catch (error) {
      if (turn === this.newest) this.failed(error, question);
    } finally {
      if (this.underWay === source) this.underWay = undefined;
      source.dispose();
    }
  }
}
