using System.Globalization;

namespace SemanticSearch.Server.Output;

/// <summary>Quantities as people read them.</summary>
internal static class Measures
{
    private const double Kilo = 1e3, Mega = 1e6, Giga = 1e9;

    /// <summary>Decimal units, as disks and downloads are measured.</summary>
    public static string Bytes(double bytes) => bytes switch
    {
        < Mega => $"{bytes / Kilo:N1} kB",
        < Giga => $"{bytes / Mega:N1} MB",
        _ => $"{bytes / Giga:N2} GB",
    };

    public static string Duration(TimeSpan time) => time.TotalHours >= 1
        ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
        : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    /// <returns>A bar of so many columns between brackets.</returns>
    public static string Bar(int columns, double share)
    {
        var full = (int)Math.Clamp(columns * share, 0, columns);
        return $"[{new string('█', full)}{new string('░', columns - full)}] ";
    }
}
