using System.Globalization;
using SemanticSearch.Engine;

namespace SemanticSearch.Server.Rpc;

/// <summary>Why a file is or is not found, in sentences with a next step.</summary>
internal static class Explanation
{
    public static string Of(FileExplanation why) => why.State switch
    {
        "indexed" => string.Create(CultureInfo.InvariantCulture, $"It is indexed: {why.Language}, {why.Chunks} chunks. {why.Detail}").Trim(),
        "pending" when why.Chunks > 0 => "It has changed since it was indexed and is about to be read again. Resume indexing, if it is paused.",
        "pending" => "Nothing excludes it; it is about to be indexed. Resume indexing, if it is paused.",
        "skipped" => $"It is left out: {why.Detail}. {NextStep(why.Reason)}".Trim(),
        "failed" => $"It could not be indexed ({why.Reason}): {why.Detail}. It is tried again when it changes.",
        _ => why.Detail,
    };

    private static string NextStep(string reason) => reason switch
    {
        "Ignored" => "To have it found all the same, take the rule back with a line '!path' in a file .semsearchignore.",
        "Default" or "Minified" or "Generated" or "Lock" => "To have it found all the same, name it in a line '!path' of a file .semsearchignore.",
        "TooLarge" => "Split it, or search in it with the editor's own search.",
        "Secret" => "Files that look like secrets are never indexed.",
        _ => "",
    };
}
