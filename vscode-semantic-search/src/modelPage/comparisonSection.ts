import type { Localization } from "../localization";
import { sizeText } from "../sizeText";
import { firstNameOf, nameOf } from "../migration/names";
import type { ComparedModel, ComparedPlace, ComparedQuestion, ComparisonResult, QuestionKind } from "../wire";
import { link, paragraph, table } from "./controls";
import { type Html, html, nothing } from "./html";
import { durationText, intervalText, rateText, scoreText } from "./numbers";

/** Two models on the same questions: the measures, and side by side the questions on which they differ. */
export function comparisonSection({ comparison }: { readonly comparison: ComparisonResult | null }, l10n: Localization): Html {
  if (comparison === null) return nothing;
  const { t } = l10n;
  const { baseline, candidate, questions, differences, comparedAt, verdict } = comparison;
  return html`<h2>${t("{0} compared with {1}", firstNameOf(candidate.model, l10n), nameOf(baseline.model, l10n))}</h2>
    <p class="verdict">${verdict}</p>
    ${paragraph(t("{0} questions from this folder, {1}.", questions.toLocaleString(), new Date(comparedAt).toLocaleString()))}
    ${measuresTable(comparison, l10n)} ${kindsTable(comparison, l10n)}
    <h3>${t("Questions on which they differ")}</h3>
    ${differences.length === 0 ? paragraph(t("There are none.")) : nothing}
    ${differences.map((difference) => differenceBlock(difference, comparison, l10n))}`;
}

function measuresTable(comparison: ComparisonResult, l10n: Localization): Html {
  const { t } = l10n;
  const { baseline, candidate, mrrDifference, meaningDifference, overlap, rankCorrelation } = comparison;
  const row = (name: string, of: (model: ComparedModel) => string): string[] => [name, of(baseline), of(candidate)];
  const memory = ({ memoryBytes }: ComparedModel): string => (memoryBytes === null ? t("not known") : sizeText(memoryBytes));
  return html`${table(
      t("Measures over the first ten hits, with 95 % confidence intervals; more is better, up to 1"),
      [t("Measure"), firstNameOf(baseline.model, l10n), firstNameOf(candidate.model, l10n)],
      [
        row(t("Place of the first right hit (MRR)"), ({ mrr }) => intervalText(mrr, l10n)),
        row(t("Right hits that are found (recall)"), ({ recall }) => intervalText(recall, l10n)),
        row(t("Order of the hits (NDCG)"), ({ ndcg }) => intervalText(ndcg, l10n)),
        row(t("MRR by meaning alone, without words"), ({ meaningMrr }) => intervalText(meaningMrr, l10n)),
        row(t("Half are answered within"), ({ p50 }) => durationText(p50, l10n)),
        row(t("95 % are answered within"), ({ p95 }) => durationText(p95, l10n)),
        row(t("99 % are answered within"), ({ p99 }) => durationText(p99, l10n)),
        row(t("Memory"), memory),
        row(t("Questions without an answer"), ({ failed }) => failed.toLocaleString()),
      ],
    )}
    <ul>
      <li>${t("MRR, new minus old: {0}", intervalText(mrrDifference, l10n))}</li>
      <li>${t("MRR by meaning alone, new minus old: {0}", intervalText(meaningDifference, l10n))}</li>
      <li>${t("Hits that both give: {0}; rank correlation of these: {1}", rateText(overlap, l10n), rankCorrelation.toFixed(2))}</li>
    </ul>`;
}

function kindsTable({ kinds, baseline, candidate }: ComparisonResult, l10n: Localization): Html {
  const { t } = l10n;
  return table(
    t("MRR by kind of question"),
    [t("Kind"), t("Questions"), firstNameOf(baseline.model, l10n), firstNameOf(candidate.model, l10n)],
    kinds.map(({ kind, questions, baselineMrr, candidateMrr }) => [
      kindText(kind, l10n),
      questions.toLocaleString(),
      scoreText(baselineMrr),
      scoreText(candidateMrr),
    ]),
  );
}

function differenceBlock(difference: ComparedQuestion, { baseline, candidate }: ComparisonResult, l10n: Localization): Html {
  const { t } = l10n;
  const { kind, question, baselineRank, candidateRank } = difference;
  const ranks = t("{0} → {1}", rankText(baselineRank, l10n), rankText(candidateRank, l10n));
  return html`<details data-key="${kind}: ${question}">
    <summary>
      ${question}
      <span class="state">${kind === "asked" ? kindText(kind, l10n) : `${kindText(kind, l10n)} · ${ranks}`}</span>
    </summary>
    <div class="sides">${side(baseline.model, difference.baseline, l10n)} ${side(candidate.model, difference.candidate, l10n)}</div>
  </details>`;
}

function side(model: string, places: readonly ComparedPlace[], l10n: Localization): Html {
  const { t } = l10n;
  return html`<div>
    <h4>${firstNameOf(model, l10n)}</h4>
    ${places.length === 0 ? paragraph(t("Nothing found.")) : nothing}
    <ol>
      ${places.map(
        ({ path, startLine, endLine, symbol, right }) =>
          html`<li${right ? html` class="right"` : nothing}>
            ${link(`${path}:${startLine}`, { type: "open", place: { path, startLine, endLine } })} ${symbol ?? ""}
            ${right ? html`<strong>✓ ${t("right")}</strong>` : nothing}
          </li>`,
      )}
    </ol>
  </div>`;
}

function rankText(rank: number | null, { t }: Localization): string {
  return rank === null ? t("not found") : t("place {0}", rank);
}

function kindText(kind: QuestionKind, { t }: Localization): string {
  switch (kind) {
    case "documentation":
      return t("documentation");
    case "symbol":
      return t("symbol");
    case "commit":
      return t("commit");
    case "asked":
      return t("your search");
  }
}
