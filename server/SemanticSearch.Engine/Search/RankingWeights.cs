namespace SemanticSearch.Engine.Search;

/// <summary>How the two lists of candidates become one score.</summary>
public enum Fusion
{
    /// <summary>Both scores brought to 0…1 and added by shares. Keeps how much better the best is, and each chunk has both scores.</summary>
    ScoreSum,

    /// <summary>Sum over the lists of share × 61 / (60 + rank). Blind to scores, so nothing can distort it.</summary>
    ReciprocalRank,
}

/// <summary>
/// Every number of the ranking, in one block. Names that end in "Factor" multiply a score, the others are added to one whose parts
/// from the two lists sum up to at most 1.
/// </summary>
public sealed record RankingWeights
{
    public static RankingWeights Default { get; } = new();

    /// <summary>k1 of BM25: how soon further occurrences of a word stop counting. The usual value.</summary>
    public double Bm25Saturation { get; init; } = 1.2;

    /// <summary>b of BM25: how much a long chunk is held against it. The usual value; chunks are of similar size anyway.</summary>
    public double Bm25LengthShare { get; init; } = 0.75;

    public Fusion Fusion { get; init; } = Fusion.ScoreSum;

    /// <summary>What words count against meaning in a query of plain words.</summary>
    public double LexicalShare { get; init; } = 0.5;

    /// <summary>The same in a query of names (`getUserName`, `a.b.c`): who types a name wants that name.</summary>
    public double LexicalShareOfNames { get; init; } = 0.8;

    /// <summary>The same when code is compared with code: what it does matters more than what it is called.</summary>
    public double LexicalShareOfCode { get; init; } = 0.2;

    /// <summary>
    /// Cosine below which code is not called similar. With the bundled model, on this repository: three of four random pairs of chunks are
    /// below it, and the nearest neighbour of 19 in 20 chunks is above .41.
    /// </summary>
    public double SimilarFloor { get; init; } = 0.25;

    /// <summary>For the definition of a name that the query spells out: above anything that only uses it.</summary>
    public double DefinitionLift { get; init; } = 0.8;

    /// <summary>For a chunk that only contains that definition among others.</summary>
    public double InnerDefinitionLift { get; init; } = 0.6;

    /// <summary>For a definition whose scope is the one that the query names too: `LineReader.Read`.</summary>
    public double ScopeLift { get; init; } = 0.2;

    /// <summary>For a definition whose name is made of the query's words; less when words are over on either side.</summary>
    public double NameWordsLift { get; init; } = 0.3;

    /// <summary>For query words in the file's name: the file is about them.</summary>
    public double FileNameLift { get; init; } = 0.15;

    /// <summary>For query words in the two folders around it.</summary>
    public double FolderLift { get; init; } = 0.05;

    /// <summary>For the best chunk of a file that has several good ones: the file is about the query, not one line of it.</summary>
    public double CoherenceLift { get; init; } = 0.1;

    /// <summary>For a file of the sort that the query asks for: "tests for…", "changelog of…".</summary>
    public double AskedRoleLift { get; init; } = 0.2;

    /// <summary>Tests use everything and define nothing that is looked for, unless the query speaks of tests.</summary>
    public double TestFactor { get; init; } = 0.7;

    public double ExampleFactor { get; init; } = 0.8;

    /// <summary>Prose repeats a question's words better than code does, yet code is what is searched.</summary>
    public double DocumentationFactor { get; init; } = 0.85;

    /// <summary>Declarations without bodies: .d.ts, .pyi.</summary>
    public double DeclarationFactor { get; init; } = 0.8;

    public double GeneratedFactor { get; init; } = 0.6;

    public double VendoredFactor { get; init; } = 0.6;

    /// <summary>A changelog mentions everything once.</summary>
    public double ChangelogFactor { get; init; } = 0.5;

    public double LocalisationFactor { get; init; } = 0.5;

    /// <summary>Compatibility shims and deprecated code double what there is.</summary>
    public double CompatibilityFactor { get; init; } = 0.85;

    /// <summary>JSON, YAML and the like.</summary>
    public double ConfigurationFactor { get; init; } = 0.85;

    /// <summary>For a chunk with no name and hardly a word: imports, a licence line, closing braces.</summary>
    public double TinyFactor { get; init; } = 0.7;

    /// <summary>Terms below which a nameless chunk is tiny.</summary>
    public int TinyTerms { get; init; } = 12;

    /// <summary>For the second hit of a file, again for the third, and so on, so that one file does not fill the page.</summary>
    public double SameFileFactor { get; init; } = 0.85;

    /// <summary>Cosine from which on two chunks are copies of one another, and only the better one is shown.</summary>
    public double DuplicateCosine { get; init; } = 0.985;

    /// <summary>Candidates taken from each list.</summary>
    public int CandidatesPerList { get; init; } = 200;

    /// <summary>
    /// Candidates by approximate cosine whose exact one is computed: well above the hits that are shown at first. Each costs a look-up
    /// of some 20 µs, and further down the approximation's error (about 0.001) decides nothing.
    /// </summary>
    public int RescoredCandidates { get; init; } = 32;

    /// <summary>Fused candidates that are ranked with all that is known of them; reading them is most of a search's time.</summary>
    public int RankedCandidates { get; init; } = 120;
}
