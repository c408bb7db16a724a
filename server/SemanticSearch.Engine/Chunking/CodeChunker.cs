using SemanticSearch.Engine.Chunking.Grammars;
using SemanticSearch.Engine.Chunking.Syntax;

namespace SemanticSearch.Engine.Chunking;

/// <summary>
/// Divides source files into chunks and finds their definitions. The same input gives the same output. Not safe for several threads: each
/// worker has its own, which keeps a parser and the buffers of the largest file so far.
/// </summary>
public sealed class CodeChunker : IDisposable
{
    private readonly ChunkingOptions _options;
    private readonly ChunkBuilder _builder;
    private readonly SyntaxTable _table = new();
    private readonly TextMeasure _measure = new();
    private readonly Lazy<TreeSitterReader> _treeSitter = new(() => new TreeSitterReader());

    public CodeChunker(ChunkingOptions? options = null)
    {
        _options = options ?? ChunkingOptions.Default;
        _builder = new ChunkBuilder(_options);
    }

    /// <param name="relativePath">Only its name is looked at, to tell the language.</param>
    /// <exception cref="SemanticSearch.TreeSitter.TreeSitterException">The native library is missing.</exception>
    public ChunkedFile Chunk(string relativePath, string text, CancellationToken cancellation)
    {
        var firstLine = text.AsSpan(0, text.AsSpan().IndexOfAny('\n', '\r') is >= 0 and var end ? end : text.Length);
        var language = Languages.Of(relativePath, firstLine);
        if (language == "c" && CppHeader.Looks(relativePath, text)) language = "cpp";
        _measure.Reset(text);
        var (rules, note) = Parse(language, text, cancellation);
        var drafts = rules is null ? _builder.FromLines(_measure) : _builder.FromSyntax(_table, rules, _measure);
        return new ChunkAssembly(_table, rules, _measure, _builder.Definitions, _options).Assemble(language, drafts, note);
    }

    public void Dispose()
    {
        if (_treeSitter.IsValueCreated) _treeSitter.Value.Dispose();
    }

    private (LanguageRules? Rules, string? Note) Parse(string language, string text, CancellationToken cancellation)
    {
        if (!GrammarCatalog.Has(language)) return (null, null);
        // Grammars take NUL for the end of the text, and some of their hand-written parts wait there for ever.
        if (text.Contains('\0')) return (null, "NUL characters, chunked by lines");
        if (language == CSharpRules.Language)
        {
            if (NestingGuard.IsTooDeep(text)) return (null, "nested too deeply, chunked by lines");
            return CSharpReader.Read(text, _table, _options.ParseDeadline, cancellation)
                ? (CSharpRules.Resolved, null)
                : (null, "parse deadline passed, chunked by lines");
        }
        var (grammar, rules) = GrammarCatalog.Load(language);
        return _treeSitter.Value.Read(rules, grammar, text, _table, _options.ParseDeadline, cancellation)
            ? (rules, null)
            : (null, "parse deadline passed, chunked by lines");
    }
}
