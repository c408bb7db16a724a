using SemanticSearch.Engine.Models;
using SemanticSearch.Engine.Models.Architectures;

namespace SemanticSearch.Engine.Tests.Models;

/// <summary>models/manifest.json as it ships: what can be known of it without the models.</summary>
public sealed class ShippedManifestTests
{
    private static readonly ModelManifest Shipped = ModelManifest.Load(Repository.At("models", ModelManifest.FileName));

    public static TheoryData<string> Downloadable => [.. Shipped.Models.Where(entry => !entry.Bundled).Select(entry => entry.Id)];

    [Fact]
    public void Saving_it_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var copy = folder.FullPath("manifest.json");

        Shipped.Save(copy);
        var again = folder.FullPath("again.json");
        ModelManifest.Load(copy).Save(again);

        Assert.Equal(File.ReadAllText(copy), File.ReadAllText(again));
        Assert.Equal(File.ReadAllText(Repository.At("models", ModelManifest.FileName)), File.ReadAllText(copy));
    }

    [Fact]
    public void Names_and_files_are_used_once()
    {
        Assert.Distinct(Shipped.Models.Select(entry => entry.Id), StringComparer.OrdinalIgnoreCase);
        Assert.Distinct(Shipped.Models.Select(entry => entry.File), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Downloadable))]
    public void An_entry_has_all_that_decides_its_vectors(string id)
    {
        var entry = Shipped.Find(id)[0];

        Assert.Equal("https", entry.Source!.Scheme);
        Assert.EndsWith("/" + entry.File, entry.Source.AbsolutePath);
        Assert.Contains(ModelArchitecture.Supported, architecture => architecture.Name == entry.Architecture);
        Assert.True(entry.Layers > 0 && entry.ContextLength > 0 && entry.Dimensions > 0);
        Assert.NotNull(entry.Pooling);
        Assert.NotEmpty(entry.QueryPrefix + entry.DocumentPrefix + (id.StartsWith("jina", StringComparison.Ordinal) ? "none, as its makers say" : ""));
        Assert.NotEmpty(entry.TrainedFor);
        Assert.NotEmpty(entry.Licence);
        Assert.All(entry.Matryoshka ?? [], cut => Assert.InRange(cut, 1, entry.Dimensions - 1));
    }

    [Theory]
    [MemberData(nameof(Downloadable))]
    public void A_hash_that_is_not_known_is_said_not_to_be_known(string id)
    {
        var entry = Shipped.Find(id)[0];

        if (entry.Sha256 is { } hash) Assert.Matches("^[0-9a-f]{64}$", hash);
        else Assert.Contains("not published", entry.Note);
        Assert.Equal(entry.Size is null, entry.ApproximateSize is not null);
        // A branch moves; what is pinned by a hash must be pinned by its commit too.
        Assert.Equal(entry.Sha256 is null, entry.Source!.AbsolutePath.Contains("/resolve/main/", StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_open_source_says_so() =>
        Assert.All(Shipped.Models.Where(entry => entry.Licence is not ("MIT" or "Apache-2.0")), entry => Assert.Contains("Not open source", entry.Note));
}
