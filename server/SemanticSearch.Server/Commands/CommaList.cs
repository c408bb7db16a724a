namespace SemanticSearch.Server.Commands;

/// <summary>Lists on the command line: "cs,py", "src/**,*.{cs,vb}".</summary>
internal static class CommaList
{
    /// <summary>Splits at commas outside braces; blanks around a value and empty values fall away.</summary>
    public static IReadOnlyList<string> Split(string list)
    {
        var values = new List<string>();
        var start = 0;
        var depth = 0;
        for (var i = 0; i <= list.Length; i++)
        {
            if (i < list.Length && list[i] == '{') depth++;
            if (i < list.Length && list[i] == '}' && depth > 0) depth--;
            if (i < list.Length && (list[i] != ',' || depth > 0)) continue;

            var value = list[start..i].Trim();
            if (value.Length > 0) values.Add(value);
            start = i + 1;
        }

        return values;
    }
}
