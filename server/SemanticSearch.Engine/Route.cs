using System.Text;
using Microsoft.Data.Sqlite;
using SemanticSearch.Engine.Storage;

namespace SemanticSearch.Engine;

/// <summary>Whose turn it is to answer one question.</summary>
/// <param name="Behind">Generations that are tried before the foundation, in this order.</param>
/// <param name="Asked">The one that was to answer; null while there is none.</param>
/// <param name="Live">All that could.</param>
internal sealed record Route(IReadOnlyList<Generation> Behind, Generation? Asked, Generation? Foundation, IReadOnlyList<Generation> Live)
{
    /// <summary>By which the bundled model is asked for.</summary>
    public const string Bundled = "bundled";

    public static Route Nowhere { get; } = new([], null, null, []);

    /// <param name="foundation">Fingerprint of the model that every file is indexed with.</param>
    /// <param name="only">Ask no other one than this; null for the one whose turn it is.</param>
    /// <exception cref="WorkspaceException">There is no such generation.</exception>
    public static Route Of(SqliteConnection connection, string? foundation, string text, string? only)
    {
        var live = Generations.Live(connection).ToList();
        var ground = live.Find(generation => generation.Fingerprint == foundation);
        if (only is not null)
        {
            var named = Find(live, ground, only);
            return new Route(named == ground ? [] : [named], named, ground, live);
        }

        var active = live.Find(generation => generation.State == Generations.ActiveState);
        var behind = new List<Generation>();
        if (Migrations.Current(connection) is { Stage: Migrations.Canary } canary && live.Find(generation => generation.Id == canary.Candidate) is { State: Generations.Shadow } candidate
            && PlaceOf(text, canary.Id) < canary.Share)
        {
            behind.Add(candidate);
        }

        // Without the bundled model its own generation has nobody to read the question.
        if (active is not null && active != ground && (ground is not null || active.Name is not null)) behind.Add(active);
        return new Route(behind, behind.FirstOrDefault() ?? ground ?? active, ground, live);
    }

    /// <summary>Where a text stands among all texts, 0 to 99: always at the same place during one change of the model, at another one during the next.</summary>
    /// <remarks>FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv), folded so that all its bits count.</remarks>
    internal static int PlaceOf(string text, long migration)
    {
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes($"{migration} {text.Trim()}")) hash = (hash ^ octet) * 1099511628211UL;
        hash ^= hash >> 32;
        return (int)(hash % 100);
    }

    private static Generation Find(List<Generation> live, Generation? ground, string name)
    {
        if (name == Bundled && ground is not null) return ground;
        return live.Find(generation => generation.Name == name || generation.Model == name)
            ?? (name.Length >= 8 ? live.Find(generation => generation.Fingerprint.StartsWith(name, StringComparison.Ordinal)) : null)
            ?? throw new WorkspaceException(
                $"There are no vectors of '{name}' to search. There are those of {string.Join(", ", live.Select(generation => generation == ground ? Bundled : generation.Name ?? generation.Model))}.");
    }
}
