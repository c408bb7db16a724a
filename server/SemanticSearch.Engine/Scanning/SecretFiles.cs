using System.Collections.Frozen;

namespace SemanticSearch.Engine.Scanning;

/// <summary>Files that hold passwords and keys by custom. They are never read, and nothing brings them back.</summary>
internal static class SecretFiles
{
    private static readonly FrozenSet<string> Names = FrozenSet.ToFrozenSet(
    [
        ".env", ".envrc", ".npmrc", ".pypirc", ".netrc", "_netrc", ".htpasswd", "htpasswd", ".pgpass", ".my.cnf",
        ".dockercfg", ".git-credentials", "credentials", "credentials.json", "credentials.yml", "credentials.yaml", "credentials.toml",
        "credentials.yml.enc", "secrets.json", "secrets.yml", "secrets.yaml", "secrets.toml", "client_secret.json",
        "service-account.json", "service_account.json", "master.key", ".vault_pass", "terraform.tfstate", "terraform.tfstate.backup",
    ], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Extensions = FrozenSet.ToFrozenSet(
    [
        ".pem", ".key", ".pfx", ".p12", ".p8", ".pkcs12", ".keystore", ".jks", ".bks", ".ppk", ".kdbx", ".kdb", ".keychain",
        ".gpg", ".ovpn", ".tfstate", ".mobileprovision",
    ], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] PrivateKeys = ["id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"];

    /// <summary>Endings of ".env" files that are written to be shared.</summary>
    private static readonly string[] Shared = [".example", ".sample", ".template", ".dist", ".defaults"];

    private static readonly FrozenSet<string> Folders = FrozenSet.ToFrozenSet([".ssh", ".gnupg", ".aws", ".azure", ".kube"]);

    public static Skip? Recognise(string name, bool isFolder)
    {
        if (isFolder)
            return Folders.Contains(name) ? new Skip(SkipReason.Secret, $"folder of keys ({name})") : null;
        if (Names.Contains(name))
            return new Skip(SkipReason.Secret, $"by name ({name})");
        if (PrivateKeys.Any(key => name.StartsWith(key, StringComparison.OrdinalIgnoreCase)))
            return new Skip(SkipReason.Secret, $"private key ({name})");
        if (name.StartsWith(".env.", StringComparison.OrdinalIgnoreCase)
            && !Shared.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            return new Skip(SkipReason.Secret, $"environment ({name})");
        return Extensions.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Path.GetExtension(name.AsSpan()), out string? extension)
            ? new Skip(SkipReason.Secret, $"by extension ({extension})")
            : null;
    }
}
