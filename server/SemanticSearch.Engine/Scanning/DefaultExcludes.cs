using System.Collections.Frozen;

namespace SemanticSearch.Engine.Scanning;

/// <summary>
/// What nobody searches for, whether or not an ignore file names it. A name that may as well hold sources ("build", "target") counts
/// only beside or with the evidence of a tool that writes there. "!name" in .semsearchignore brings an item back.
/// </summary>
internal static class DefaultExcludes
{
    private const string Dependencies = "dependencies", BuildOutput = "build output", Cache = "cache", EditorState = "editor state",
        VersionControl = "version control", Coverage = "coverage report";

    /// <summary>Names that mean one thing only.</summary>
    private static readonly FrozenDictionary<string, string> Folders = new Dictionary<string, string>
    {
        ["node_modules"] = Dependencies,
        ["bower_components"] = Dependencies,
        ["jspm_packages"] = Dependencies,
        ["site-packages"] = Dependencies,
        [".venv"] = Dependencies,
        ["Pods"] = Dependencies,
        [".bundle"] = Dependencies,
        [".pnpm-store"] = Dependencies,
        [".yarn"] = Dependencies,
        ["elm-stuff"] = Dependencies,
        [".dart_tool"] = Dependencies,
        [".stack-work"] = BuildOutput,
        ["dist-newstyle"] = BuildOutput,
        [".next"] = BuildOutput,
        [".nuxt"] = BuildOutput,
        [".svelte-kit"] = BuildOutput,
        [".output"] = BuildOutput,
        ["CMakeFiles"] = BuildOutput,
        [".eggs"] = BuildOutput,
        [".gradle"] = Cache,
        ["__pycache__"] = Cache,
        [".tox"] = Cache,
        [".nox"] = Cache,
        [".mypy_cache"] = Cache,
        [".pytest_cache"] = Cache,
        [".ruff_cache"] = Cache,
        [".hypothesis"] = Cache,
        [".ipynb_checkpoints"] = Cache,
        [".cache"] = Cache,
        [".parcel-cache"] = Cache,
        [".turbo"] = Cache,
        [".angular"] = Cache,
        [".sass-cache"] = Cache,
        [".terraform"] = Cache,
        [".ccls-cache"] = Cache,
        [".clangd"] = Cache,
        [".idea"] = EditorState,
        [".vs"] = EditorState,
        [".vscode-test"] = Dependencies,
        [".metals"] = EditorState,
        [".svn"] = VersionControl,
        [".hg"] = VersionControl,
        [".bzr"] = VersionControl,
        [".jj"] = VersionControl,
        ["CVS"] = VersionControl,
        ["_darcs"] = VersionControl,
        [".nyc_output"] = Coverage,
        ["htmlcov"] = Coverage,
        ["TestResults"] = Coverage,
    }.ToFrozenDictionary();

    /// <summary>Names that need a neighbour in the same folder: any of the files on the right.</summary>
    private static readonly FrozenDictionary<string, (string What, string[] Beside)> FoldersBeside =
        new Dictionary<string, (string, string[])>
        {
            ["target"] = (BuildOutput, ["Cargo.toml", "pom.xml", "build.sbt", "project.clj"]),
            ["bin"] = (BuildOutput, ["*.csproj", "*.fsproj", "*.vbproj"]),
            ["obj"] = (BuildOutput, ["*.csproj", "*.fsproj", "*.vbproj"]),
            ["build"] = (BuildOutput, ["build.gradle", "build.gradle.kts", "pubspec.yaml"]),
            ["dist"] = (BuildOutput, ["package.json", "setup.py", "pyproject.toml"]),
            ["vendor"] = (Dependencies, ["composer.json", "Gemfile"]),
            ["deps"] = (Dependencies, ["mix.exs"]),
            ["_build"] = (BuildOutput, ["mix.exs", "dune-project", "rebar.config"]),
            ["Carthage"] = (Dependencies, ["Cartfile"]),
            [".build"] = (BuildOutput, ["Package.swift"]),
            ["DerivedData"] = (BuildOutput, ["*.xcodeproj", "*.xcworkspace"]),
        }.ToFrozenDictionary();

    /// <summary>A file inside that tells what the folder is; with a name, only in a folder so called.</summary>
    private static readonly (string File, string? Folder, string What)[] Inside =
    [
        ("pyvenv.cfg", null, Dependencies), // PEP 405: marks a virtual environment
        ("CACHEDIR.TAG", null, Cache), // bford.info/cachedir: cargo, pytest, ruff and others write it
        ("CMakeCache.txt", null, BuildOutput),
        ("modules.txt", "vendor", Dependencies), // what `go mod vendor` writes
        ("lcov.info", "coverage", Coverage),
        ("clover.xml", "coverage", Coverage),
        ("coverage-final.json", "coverage", Coverage),
    ];

    public static Skip? OfFolder(string name, string fullPath)
    {
        if (Folders.TryGetValue(name, out string? what))
            return Because(what, name);
        if (name.EndsWith(".egg-info", StringComparison.Ordinal) || name.EndsWith(".dist-info", StringComparison.Ordinal))
            return Because(BuildOutput, name);
        if (FoldersBeside.TryGetValue(name, out var rule) && FirstBeside(fullPath, rule.Beside) is { } neighbour)
            return Because(rule.What, $"{name} beside {neighbour}");
        foreach (var (file, folder, meaning) in Inside)
        {
            if ((folder is null || folder == name) && File.Exists(Path.Join(fullPath, file)) && !IsCMakeSource(file, fullPath))
                return Because(meaning, $"{file} inside");
        }

        return null;
    }

    /// <summary>CMake that is run right among the sources leaves its cache there.</summary>
    private static bool IsCMakeSource(string evidence, string fullPath) =>
        evidence == "CMakeCache.txt" && File.Exists(Path.Join(fullPath, "CMakeLists.txt"));

    private static string? FirstBeside(string fullPath, string[] patterns)
    {
        string parent = Path.GetDirectoryName(fullPath)!;
        foreach (string pattern in patterns)
        {
            if (!pattern.StartsWith('*'))
            {
                if (File.Exists(Path.Join(parent, pattern)))
                    return pattern;
            }
            else if (FirstMatch(parent, pattern) is { } match)
            {
                return Path.GetFileName(match);
            }
        }

        return null;
    }

    private static string? FirstMatch(string folder, string pattern)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder, pattern).FirstOrDefault();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // the folder vanished since it was listed, so there is no evidence either
        }
    }

    private static Skip Because(string what, string evidence) => new(SkipReason.Default, $"{what} ({evidence})");
}
