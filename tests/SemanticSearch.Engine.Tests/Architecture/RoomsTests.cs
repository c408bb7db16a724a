using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace SemanticSearch.Engine.Tests.Architecture;

/// <summary>
/// Holds the rooms to ARCHITECTURE.md: which may use which. Works on the compiled meaning of every name in the sources, so that neither a
/// missing using nor a qualified name slips through.
/// </summary>
public sealed class RoomsTests
{
    private const string Prefix = "SemanticSearch.";
    private const string Network = "System.Net";
    private const string TheConsole = "System.Console";

    /// <summary>What each room may use besides itself. A room that is not listed here fails the test.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["TreeSitter"] = [],
        ["Llama"] = [],
        ["Engine.Scanning"] = [],
        ["Engine.Chunking"] = ["TreeSitter"],
        ["Engine.Models"] = [],
        ["Engine.Memory"] = [],
        ["Engine.Embedding"] = ["Engine.Models", "Llama"],
        ["Engine.Storage"] = [],
        ["Engine.Health"] = ["Engine", "Engine.Memory", "Engine.Storage"],
        ["Engine.Search"] = ["Engine.Scanning", "Engine.Chunking", "Engine.Embedding", "Engine.Storage"],
        ["Engine.Integrity"] = ["Engine.Embedding", "Engine.Storage", "Engine.Search"],
        ["Engine.Indexing"] =
            ["Engine", "Engine.Health", "Engine.Integrity", "Engine.Scanning", "Engine.Chunking", "Engine.Models", "Engine.Embedding", "Engine.Storage", "Engine.Search", "TreeSitter"],
        ["Engine.Migration"] = ["Engine", "Engine.Health", "Engine.Scanning", "Engine.Chunking", "Engine.Storage", "Engine.Search"],
        ["Engine"] =
            ["Engine.Migration", "Engine.Integrity", "Engine.Scanning", "Engine.Chunking", "Engine.Models", "Engine.Embedding", "Engine.Storage", "Engine.Search", "Engine.Indexing", "Engine.Memory", "Engine.Health", "Llama", "TreeSitter"],
        ["Server"] = ["Engine", "Engine.Embedding", "Engine.Health", "Engine.Models", "Engine.Memory", "Engine.Search", "Engine.Chunking", "Engine.Storage", "Engine.Migration"],
    };

    /// <summary>Of the rooms behind the facade, the command line sees only these: the records that the facade takes and gives.</summary>
    private static readonly HashSet<string> ServerMaySee =
    [
        "SearchRequest", "SimilarRequest", "SearchFilter", "SearchMode", "SearchAnswer", "SearchHit", "ScorePart", "ChunkKinds", "Languages",
        "IndexBusyException", "IndexLocation", "TestFilter", "AnswerMerge", "EmbeddingWorkerProgram", "WorkerLaunch", "MemoryChange", "MemoryLevel",
        "ModelManifest", "ModelEntry", "ModelStore", "ModelReference", "ModelAddition", "OpenQuestion", "ListedModel", "ModelPresence", "UserModel", "VerifiedModel",
        "ModelRemoval", "EmbeddingModelFile", "PoolingKind", "FileProgress", "FileWork", "DiskSpace", "ModelNotFoundException", "ModelFormatException",
        "ModelDownload", "ModelFetch", "FetchOptions", "FetchedModel", "DownloadSettings", "DownloadException", "DownloadFailure",
        "EmbeddingMemory", "ModelChoice", "MemoryReading", "MemoryReader", "NativeHeap", "CopiedIndex",
        "HealthReport", "HealthProblem", "Alert", "AlertRule", "AlertRules", "AlertWatch", "MetricsReport", "GenerationMetrics", "CanaryFigures",
        "ComparisonReport", "SideReport", "KindReport", "Estimate", "Difference", "RankedPlace", "QuestionKind", "CommitChange", "ComparisonProgress", "ComparisonJson", "ComparisonQuality", "QualityDecision",
    ];

    private static readonly Lazy<IReadOnlyList<Use>> Uses = new(FindUses);

    [Fact]
    public void Every_room_uses_only_the_rooms_it_may()
    {
        var forbidden = Uses.Value
            .Where(use => use.From != use.To && use.To is not (Network or TheConsole) && !(MayUse.TryGetValue(use.From, out var allowed) && allowed.Contains(use.To)))
            .Select(use => $"{use.Where}: {use.From} uses {use.To} ({use.Name})")
            .Distinct()
            .ToList();

        Assert.Empty(forbidden);
    }

    [Fact]
    public void The_command_line_sees_the_facade_and_its_records_only()
    {
        var deeper = Uses.Value
            .Where(use => use.From == "Server" && use.To is not ("Server" or "Engine" or Network or TheConsole) && !ServerMaySee.Contains(use.Name))
            .Select(use => $"{use.Where}: {use.Name} of {use.To}")
            .Distinct()
            .ToList();

        Assert.Empty(deeper);
    }

    /// <summary>Fetching is called by a command of the user's and by nothing else.</summary>
    [Fact]
    public void Nothing_in_the_product_but_fetching_a_model_can_open_a_socket()
        => Assert.Equal(
            [Path.Combine("SemanticSearch.Engine", "Models", "Fetching")],
            Uses.Value.Where(use => use.To == Network).Select(use => Path.GetDirectoryName(use.Where)).Distinct());

    /// <summary>In `serve`, in `mcp` and in the embedding worker, stdout belongs to the protocol: one stray line would end the editor's connection.</summary>
    [Fact]
    public void Only_the_terminal_and_the_entrances_of_serve_mcp_and_the_worker_touch_the_console()
        => Assert.Equal(
            ["EditorService.cs", "EmbedWorkerCommand.cs", "McpCommand.cs", "ServeCommand.cs", "Terminal.cs"],
            Uses.Value.Where(use => use.To == TheConsole).Select(use => Path.GetFileName(use.Where)).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void The_check_sees_the_uses_that_are_there()
    {
        Assert.Contains(Uses.Value, use => use is { From: "Engine.Indexing", To: "Engine.Storage" });
        Assert.Contains(Uses.Value, use => use is { From: "Engine.Chunking", To: "TreeSitter" });
        Assert.Contains(Uses.Value, use => use is { From: "Server", To: "Engine", Name: "WorkspaceIndex" });
    }

    private static List<Use> FindUses()
    {
        var server = Repository.At("server");
        var sources = Directory.EnumerateFiles(server, "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(server, file).Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: Path.GetRelativePath(server, file)));
        var implicitUsings = CSharpSyntaxTree.ParseText(string.Join('\n',
            ((string[])["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"])
            .Select(name => $"global using global::{name};")));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith(Prefix, StringComparison.Ordinal) && Path.GetFileName(path) != "semsearch.dll")
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "rooms", [implicitUsings, .. sources], references, new CSharpCompilationOptions(OutputKind.ConsoleApplication, allowUnsafe: true));

        var uses = new List<Use>();
        foreach (var tree in compilation.SyntaxTrees.Where(tree => tree != implicitUsings))
        {
            var model = compilation.GetSemanticModel(tree);
            var root = tree.GetCompilationUnitRoot();
            var from = RoomOf(root.Members.OfType<BaseNamespaceDeclarationSyntax>().FirstOrDefault()?.Name.ToString()) ?? "Server";
            foreach (var name in root.DescendantNodes().OfType<SimpleNameSyntax>())
            {
                var symbol = model.GetSymbolInfo(name).Symbol;
                var type = symbol as INamedTypeSymbol ?? symbol?.ContainingType;
                if (type?.ToDisplayString() == TheConsole) uses.Add(new Use(from, TheConsole, type.Name, tree.FilePath));
                if (RoomOf(type?.ContainingNamespace?.ToDisplayString()) is { } to) uses.Add(new Use(from, to, type!.Name, tree.FilePath));
            }
        }
        return uses;
    }

    /// <returns>"Engine.Search" for SemanticSearch.Engine.Search.Lexical; null for a namespace that is not ours.</returns>
    private static string? RoomOf(string? @namespace)
    {
        if (@namespace == Network || @namespace?.StartsWith(Network + ".", StringComparison.Ordinal) == true) return Network;
        if (@namespace is null || !@namespace.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var parts = @namespace[Prefix.Length..].Split('.');
        return parts[0] == "Engine" ? string.Join('.', parts.Take(2)) : parts[0];
    }

    private sealed record Use(string From, string To, string Name, string Where);
}
