using System.Collections.Frozen;

namespace SemanticSearch.Engine.Scanning;

/// <summary>What a file's name alone gives away: lock files, packed scripts, generated sources, binary formats.</summary>
internal static class FileNames
{
    private static readonly FrozenSet<string> LockFiles = FrozenSet.ToFrozenSet(
    [
        "package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb", "deno.lock", "Cargo.lock",
        "poetry.lock", "pdm.lock", "uv.lock", "Pipfile.lock", "Gemfile.lock", "composer.lock", "go.sum", "go.work.sum",
        "packages.lock.json", "paket.lock", "mix.lock", "rebar.lock", "pubspec.lock", "Podfile.lock", "Package.resolved",
        "Cartfile.resolved", "flake.lock", "gradle.lockfile", ".terraform.lock.hcl", "conan.lock", "stack.yaml.lock",
        "cabal.project.freeze",
    ], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> DesktopFiles =
        FrozenSet.ToFrozenSet([".DS_Store", "Thumbs.db", "desktop.ini"], StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Packed =
        [".min.js", ".min.mjs", ".min.cjs", ".min.css", ".bundle.js", ".js.map", ".mjs.map", ".cjs.map", ".css.map", ".ts.map"];

    private static readonly string[] Generated =
    [
        ".Designer.cs", ".g.cs", ".g.i.cs", ".generated.cs", ".AssemblyInfo.cs", ".AssemblyAttributes.cs", ".designer.vb", ".pb.go",
        "_grpc.pb.go", ".pb.gw.go", ".pb.cc", ".pb.h", ".pb.swift", ".pb.rb", "_pb.rb", "_pb2.py", "_pb2.pyi",
        "_pb2_grpc.py", "_pb.js", "_pb.ts", "_pb.d.ts", ".g.dart", ".freezed.dart", ".pb.dart", ".tsbuildinfo",
    ];

    private static readonly FrozenSet<string> Binary = FrozenSet.ToFrozenSet(
    [
        // images, sound, film
        ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".ico", ".icns", ".webp", ".avif", ".heic", ".tif", ".tiff", ".psd", ".xcf", ".tga",
        ".dds", ".exr", ".hdr", ".ai", ".sketch", ".fig", ".mp3", ".wav", ".ogg", ".flac", ".aac", ".m4a", ".mp4", ".m4v", ".mov",
        ".avi", ".mkv", ".webm", ".wmv", ".mid",
        // archives, packages, disk images
        ".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".lz4", ".br", ".7z", ".rar", ".tar", ".jar", ".war", ".ear", ".aar", ".nupkg",
        ".snupkg", ".vsix", ".whl", ".egg", ".gem", ".crate", ".deb", ".rpm", ".apk", ".ipa", ".dmg", ".iso", ".img", ".msi", ".cab",
        // fonts, office
        ".ttf", ".otf", ".woff", ".woff2", ".eot", ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".odp",
        // compiled
        ".exe", ".dll", ".so", ".dylib", ".lib", ".a", ".o", ".pdb", ".ilk", ".class", ".pyc", ".pyo", ".pyd", ".wasm", ".node",
        ".beam", ".rlib", ".rmeta", ".elc", ".hi", ".gch", ".pch", ".res", ".resources", ".dex", ".winmd",
        // data and models
        ".gguf", ".ggml", ".onnx", ".safetensors", ".pt", ".pth", ".ckpt", ".h5", ".hdf5", ".npy", ".npz", ".pkl", ".pickle", ".joblib",
        ".tflite", ".mlmodel", ".parquet", ".avro", ".arrow", ".feather", ".sqlite", ".sqlite3", ".db", ".db3", ".mdb", ".mdf", ".fbx",
        ".glb", ".blend", ".3ds", ".uasset", ".umap", ".swf", ".jks", ".snk", ".nib", ".mo",
    ], StringComparer.OrdinalIgnoreCase);

    public static Skip? Recognise(string name)
    {
        if (LockFiles.Contains(name))
            return new Skip(SkipReason.Default, $"lock file ({name})");
        if (DesktopFiles.Contains(name))
            return new Skip(SkipReason.Default, $"desktop state ({name})");
        if (Binary.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(Path.GetExtension(name.AsSpan()), out string? extension))
            return new Skip(SkipReason.Binary, $"by extension ({extension})");
        if (FirstEnding(name, Packed) is { } packed)
            return new Skip(SkipReason.Minified, $"by name (*{packed})");
        return RecogniseGenerated(name);
    }

    public static Skip? RecogniseGenerated(string name) =>
        FirstEnding(name, Generated) is { } ending ? new Skip(SkipReason.Generated, $"by name (*{ending})") : null;

    private static string? FirstEnding(string name, string[] endings)
    {
        foreach (string ending in endings)
        {
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return ending;
        }

        return null;
    }
}
