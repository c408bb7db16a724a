using System.Reflection;

namespace SemanticSearch.Server;

/// <summary>This executable's version, as it tells its clients: without the commit that it was built from.</summary>
internal static class ServerVersion
{
    public static string Text { get; } =
        typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
