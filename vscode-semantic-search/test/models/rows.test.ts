import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { inOrder, modelRow } from "../../src/models/rows";
import { english } from "../localization";
import { model } from "./situation";

const row = (...[changes, chosen]: [Parameters<typeof model>[0], string | null]) => modelRow(model(changes), chosen, english);

describe("A row of the list of models", () => {
  it("says what a model is, and what it costs to have it", () => {
    assert.deepEqual(row({}, null), {
      label: "nomic-embed-code",
      description: "not downloaded, 4.4 GB",
      detail: "3584 dimensions · Apache-2.0 · code in six languages",
      actions: ["download"],
    });
  });

  it("leaves out what nobody knows", () => {
    const { description, detail } = row({ sizeBytes: 0, dimensions: 0, licence: "" }, null);
    assert.deepEqual([description, detail], ["not downloaded", "code in six languages"]);
  });

  it("can be verified and removed where it is here", () => {
    const { description, actions } = row({ place: "here" }, null);
    assert.deepEqual([description, actions], ["here", ["verify", "remove"]]);
  });

  it("cannot be removed while it is in use", () => {
    const { description, actions } = row({ place: "here" }, "nomic-embed-code");
    assert.deepEqual([description, actions], ["in use", ["verify"]]);
  });

  it("says that the model in use has gone, and offers to download it", () => {
    const { description, actions } = row({}, "nomic-embed-code");
    assert.deepEqual([description, actions], ["in use · not downloaded, 4.4 GB", ["download"]]);
  });

  it("comes before others when it is in use, or here", () => {
    const models = [
      model({ id: "bundled", place: "bundled" }),
      model({ id: "first" }),
      model({ id: "second" }),
      model({ id: "own", place: "here" }),
      model({ id: "chosen", place: "here" }),
    ];
    assert.deepEqual(
      inOrder(models, "chosen").map(({ id }) => id),
      ["chosen", "bundled", "own", "first", "second"],
    );
  });

  it("has the bundled model in use when none is chosen, with nothing to do about it", () => {
    const bundled = { id: "semsearch-static", place: "bundled" } as const;
    assert.deepEqual([row(bundled, null).description, row(bundled, null).actions], ["in use", []]);
    assert.equal(row(bundled, "nomic-embed-code").description, "bundled");
  });
});
