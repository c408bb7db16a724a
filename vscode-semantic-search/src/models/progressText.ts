import type { Localization } from "../localization";
import { sizeText } from "../sizeText";
import type { ModelProgressParams } from "../wire";

/** Milliseconds over which a rate is taken: long enough to be calm, short enough to follow the line. */
const rateWindow = 5_000;
/** Milliseconds before a rate means anything. */
const rateNeeds = 1_000;

/** What a progress notification is told. */
export interface Advance {
  readonly message: string;
  /** In percent, since it was told last. */
  readonly increment: number;
}

/** Makes words of what the server tells while it works on a model. */
export class ProgressText {
  private percent = 0;
  private what = "";
  private recent: { readonly time: number; readonly done: number }[] = [];

  /** @param inBytes Whether what is done is counted in bytes, and so has a size and a rate. */
  constructor(
    private readonly inBytes: boolean,
    private readonly l10n: Localization,
  ) {}

  /** @param now Milliseconds, of any clock. */
  next({ what, done, total }: ModelProgressParams, now: number): Advance {
    const { t } = this.l10n;
    if (what !== this.what) this.recent = [];
    this.what = what;
    const percent = total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : undefined;
    // A later step counts from nothing again; the bar stays where it was meanwhile.
    const increment = Math.max(0, (percent ?? 0) - this.percent);
    this.percent += increment;
    const rate = this.rateAt(done, now);
    const parts = [
      what,
      percent === undefined ? "" : t("{0} %", percent),
      !this.inBytes ? "" : total > 0 ? t("{0} of {1}", sizeText(done), sizeText(total)) : sizeText(done),
      this.inBytes && rate !== undefined ? t("{0} a second", sizeText(rate)) : "",
    ];
    return { message: parts.filter(Boolean).join(" · "), increment };
  }

  /** Per second; undefined while too little is known. */
  private rateAt(done: number, now: number): number | undefined {
    this.recent = [...this.recent.filter(({ time }) => now - time <= rateWindow), { time: now, done }];
    const [first] = this.recent;
    return first && now - first.time >= rateNeeds ? (1000 * (done - first.done)) / (now - first.time) : undefined;
  }
}
