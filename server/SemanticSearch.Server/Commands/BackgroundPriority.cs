using System.ComponentModel;
using System.Diagnostics;

namespace SemanticSearch.Server.Commands;

/// <summary>Commands that work for minutes give way to whatever else the user does.</summary>
internal static class BackgroundPriority
{
    /// <summary>Lowers this process below normal priority.</summary>
    public static void Enter()
    {
        using var process = Process.GetCurrentProcess();
        try
        {
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception refused) when (refused is Win32Exception or PlatformNotSupportedException)
        {
            // Politeness refused is nothing to trouble the user with: the work goes on at normal priority.
        }
    }
}
