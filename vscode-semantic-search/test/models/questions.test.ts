import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { downloadConfirmation, removeConfirmation, useConfirmation } from "../../src/models/questions";
import { english } from "../localization";
import { model } from "./situation";

describe("What is asked about a model", () => {
  it("says before a download how much comes from where, under which licence, and that nothing goes there", () => {
    const { message, detail, button } = downloadConfirmation(model(), "huggingface.co", english);
    assert.equal(message, "Download nomic-embed-code?");
    assert.match(detail, /^4\.4 GB from huggingface\.co\. Licence: Apache-2\.0\./);
    assert.match(detail, /the only time that this extension uses the network/);
    assert.equal(button, "Download");
  });

  it("owns up to a size and a licence that are not known", () => {
    assert.match(
      downloadConfirmation(model({ sizeBytes: 0, licence: "" }), "mirror.example", english).detail,
      /^From mirror\.example\. Licence: not known\./,
    );
  });

  it("says before a model is used what the trial has shown", () => {
    const estimate = { chunks: 9, chunksToEmbed: 9, seconds: 840, queryMs: 30, memoryBytes: 4e8, diskBytes: 2e8 };
    const { message, detail } = useConfirmation("tiny", { ...estimate, summary: "about 14 minutes, 0.4 GB of memory" }, english);
    assert.deepEqual([message, detail], ["Use tiny?", "about 14 minutes, 0.4 GB of memory"]);
  });

  it("says before a model is removed what becomes of its file", () => {
    assert.match(removeConfirmation(model(), english).detail, /A downloaded file is deleted.*A file of your own .* stays where it is\./);
  });
});
