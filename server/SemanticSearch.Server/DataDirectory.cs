namespace SemanticSearch.Server;

/// <summary>Where indexes, models and the log live.</summary>
internal static class DataDirectory
{
    /// <summary>Names another data directory.</summary>
    public const string Variable = "SEMSEARCH_HOME";

    /// <returns>
    /// The directory of <see cref="Variable"/>, else "semsearch" in the user's local application data ($XDG_DATA_HOME or ~/.local/share,
    /// ~/Library/Application Support, %LOCALAPPDATA%). It need not exist. A user without a home gets one in the temporary directory.
    /// </returns>
    public static string Locate()
    {
        var chosen = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrWhiteSpace(chosen)) return Path.GetFullPath(chosen);

        // DoNotVerify, because the default answers "" for a directory that is not there yet.
        var data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return Path.Combine(data.Length > 0 ? data : Path.GetTempPath(), "semsearch");
    }
}
