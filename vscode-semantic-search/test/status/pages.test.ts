import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { doctorPage } from "../../src/status/doctorPage";
import { code } from "../../src/status/markdown";
import { sizeText } from "../../src/sizeText";
import { statusPage } from "../../src/status/statusPage";
import type { FolderStatus } from "../../src/wire";
import { english } from "../localization";
import { chosen, folder } from "./situation";

const indexed: FolderStatus = {
  progress: folder("ready"),
  indexFile: "/data/app.db",
  indexBytes: 3e6,
  model: "small",
  step: "small",
  stepReason: "",
  scannedFiles: 12,
  indexedFiles: 10,
  failedFiles: 1,
  pendingFiles: 0,
  chunks: 44,
  lastIndexed: "2026-01-02T03:04:05Z",
  languages: [
    { language: "c", files: 2, chunks: 4 },
    { language: "python", files: 8, chunks: 40 },
  ],
  skipped: [{ reason: "TooLarge", files: 1, example: "data/big|file.json" }],
};
const page = (status: FolderStatus, trusted = true): string => statusPage({ folders: [status], memoryBytes: 200e6 }, trusted, english);

describe("The status page", () => {
  it("says what is indexed, languages with most files first", () => {
    const text = page(indexed);
    assert.match(text, /10 indexed of 12 looked at, 1 could not be read/);
    assert.match(text, /`\/data\/app\.db`, 3 MB/);
    assert.match(text, /\| python \| 8 \| 40 \|\n\| c \| 2 \| 4 \|/);
    assert.match(text, /uses 200 MB of memory/);
  });

  it("says what was left out and why, with an example that cannot break the table", () => {
    assert.match(page(indexed), /\| too large \| 1 \| `data\/big\\\|file\.json` \|/);
  });

  it("sums up rare languages", () => {
    const languages = Array.from({ length: 17 }, (_, index) => ({ language: `l${index}`, files: 20 - index, chunks: 1 }));
    assert.match(page({ ...indexed, languages }), /\| 2 more \| 9 \| 2 \|/);
  });

  it("says why search works by words only", () => {
    assert.match(
      page({ ...indexed, model: null, step: "lexical", stepReason: "No model is installed." }),
      /none: words only \(lexical: No model is installed\.\)/,
    );
  });

  it("names the chosen model beside the one that answers meanwhile", () => {
    const progress = folder("ready", { model: chosen("building", { chunksDone: 1, chunksTotal: 2 }) });
    assert.match(page({ ...indexed, progress }), /\*\*Model:\*\* `small`; chosen: nomic-embed-text-v1\.5: 50 %/);
  });

  it("says what is off without trust", () => {
    assert.match(page(indexed, false), /not trusted/);
    assert.doesNotMatch(page(indexed), /not trusted/);
  });

  it("holds names that look like Markdown", () => {
    assert.equal(code("a`b"), "``a`b``");
    assert.match(page({ ...indexed, progress: folder("ready", { name: "__init__" }) }), /## \\_\\_init\\_\\_/);
  });

  it("gives sizes in a unit that reads well", () => {
    assert.deepEqual([10, 5_000_000, 3 * 1024 ** 3].map(sizeText), ["1 KB", "5 MB", "3.2 GB"]);
  });
});

describe("The page of checks", () => {
  it("says what is not well and what to do", () => {
    const text = doctorPage(
      {
        checks: [
          { folder: "app", check: "model", ok: true, detail: "It loads.", nextStep: null },
          { folder: "app", check: "index", ok: false, detail: "It is damaged.", nextStep: "Rebuild it." },
        ],
      },
      english,
    );
    assert.match(text, /1 of 2 checks need your attention/);
    assert.match(text, /\| ✓ \| model \| It loads\. \|/);
    assert.match(text, /\| ✗ \| index \| It is damaged\. \| Rebuild it\. \|/);
  });
});
