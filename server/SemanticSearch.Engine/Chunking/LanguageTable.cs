namespace SemanticSearch.Engine.Chunking;

/// <param name="Name">As stored and shown.</param>
/// <param name="Extensions">Without the first dot.</param>
internal sealed record LanguageEntry(string Name, string[] Extensions)
{
    /// <summary>Whole file names.</summary>
    public string[] FileNames { get; init; } = [];

    /// <summary>Programs in a "#!" line, without version.</summary>
    public string[] Interpreters { get; init; } = [];

    /// <summary>What else a user may call it.</summary>
    public string[] Aliases { get; init; } = [];
}

/// <summary>The languages that we know by name. Many have no grammar here and are chunked by lines; their name serves `--lang` all the same.</summary>
internal static class LanguageTable
{
    public static readonly LanguageEntry[] All =
    [
        new("bash", ["sh", "bash", "zsh", "ksh", "bats", "ebuild"])
        {
            FileNames = [".bashrc", ".bash_profile", ".profile", ".zshrc", "PKGBUILD"], Interpreters = ["sh", "bash", "zsh", "ksh", "dash", "ash"],
            Aliases = ["shell"],
        },
        new("c", ["c", "h"]),
        new("cpp", ["cpp", "cc", "cxx", "c++", "hpp", "hh", "hxx", "h++", "ipp", "inl", "tpp", "cu", "cuh"]) { Aliases = ["c++", "cplusplus", "cuda"] },
        new("csharp", ["cs", "csx"]) { Aliases = ["c#"] },
        new("css", ["css"]),
        new("dart", ["dart"]) { Interpreters = ["dart"] },
        new("elixir", ["ex", "exs"]) { Interpreters = ["elixir"] },
        new("go", ["go"]) { Aliases = ["golang"] },
        new("haskell", ["hs"]) { Interpreters = ["runhaskell", "runghc", "stack"] },
        new("html", ["html", "htm", "xhtml"]),
        new("java", ["java"]),
        new("javascript", ["js", "mjs", "cjs", "jsx", "es6"]) { Interpreters = ["node", "nodejs", "deno", "bun"], Aliases = ["ecmascript"] },
        new("json", ["json", "jsonc", "json5", "webmanifest", "geojson", "ipynb"]) { FileNames = [".eslintrc", ".babelrc", ".prettierrc"] },
        new("kotlin", ["kt", "kts"]),
        new("lua", ["lua", "luau"]) { Interpreters = ["lua", "luajit"] },
        new("markdown", ["md", "markdown", "mdown", "mkd", "mdx"]),
        new("php", ["php", "phtml", "php5"]) { Interpreters = ["php"] },
        new("python", ["py", "pyi", "pyw", "bzl"])
        {
            FileNames = ["SConstruct", "SConscript", "wscript", "BUILD", "BUILD.bazel", "WORKSPACE"], Interpreters = ["python", "pypy"],
            Aliases = ["starlark"],
        },
        new("ruby", ["rb", "rake", "gemspec", "ru", "podspec"])
        {
            FileNames = ["Rakefile", "Gemfile", "Guardfile", "Podfile", "Vagrantfile", "Fastfile", "Brewfile"], Interpreters = ["ruby", "jruby"],
        },
        new("rust", ["rs"]),
        new("scala", ["scala", "sc", "sbt"]) { Interpreters = ["scala"] },
        new("sql", ["sql", "ddl", "dml", "pgsql", "psql", "plsql"]),
        new("swift", ["swift"]) { Interpreters = ["swift"] },
        new("toml", ["toml"]) { FileNames = ["Cargo.lock", "Pipfile", "poetry.lock"] },
        new("tsx", ["tsx"]),
        new("typescript", ["ts", "mts", "cts"]),
        new("yaml", ["yaml", "yml"]) { FileNames = [".clang-format", ".clang-tidy"] },

        new("ada", ["adb", "ads"]),
        new("asciidoc", ["adoc", "asciidoc"]),
        new("assembly", ["asm", "s", "nasm"]) { Aliases = ["assembler"] },
        new("astro", ["astro"]),
        new("batch", ["bat", "cmd"]),
        new("clojure", ["clj", "cljs", "cljc", "edn"]),
        new("cmake", ["cmake"]) { FileNames = ["CMakeLists.txt"] },
        new("cobol", ["cob", "cbl", "cpy"]),
        new("coffeescript", ["coffee"]),
        new("crystal", ["cr"]),
        new("csv", ["csv", "tsv"]),
        new("d", ["d"]),
        new("dockerfile", ["dockerfile"]) { FileNames = ["Dockerfile", "Containerfile"] },
        new("dotenv", ["env"]),
        new("elm", ["elm"]),
        new("erlang", ["erl", "hrl"]) { Interpreters = ["escript"] },
        new("fish", ["fish"]) { Interpreters = ["fish"] },
        new("fortran", ["f", "f90", "f95", "f03", "for"]),
        new("fsharp", ["fs", "fsi", "fsx"]) { Aliases = ["f#"] },
        new("gleam", ["gleam"]),
        new("glsl", ["glsl", "vert", "frag", "comp", "geom"]),
        new("graphql", ["graphql", "gql", "graphqls"]),
        new("groovy", ["groovy", "gradle"]) { FileNames = ["Jenkinsfile"], Interpreters = ["groovy"] },
        new("handlebars", ["hbs", "handlebars"]),
        new("hlsl", ["hlsl", "fx"]),
        new("ini", ["ini", "cfg", "conf", "properties", "editorconfig"]) { FileNames = [".editorconfig", ".gitconfig", ".npmrc"] },
        new("jinja", ["j2", "jinja", "jinja2"]),
        new("julia", ["jl"]) { Interpreters = ["julia"] },
        new("latex", ["tex", "sty", "cls"]),
        new("less", ["less"]),
        new("lisp", ["lisp", "lsp", "el", "cl"]),
        new("liquid", ["liquid"]),
        new("makefile", ["mk", "mak", "make"]) { FileNames = ["Makefile", "makefile", "GNUmakefile"] },
        new("matlab", ["mlx"]),
        new("meson", ["meson"]) { FileNames = ["meson.build", "meson_options.txt"] },
        new("nim", ["nim", "nims"]),
        new("nix", ["nix"]),
        new("objective-c", ["m", "mm"]) { Aliases = ["objc", "objectivec"] },
        new("ocaml", ["ml", "mli"]) { Interpreters = ["ocaml"] },
        new("odin", ["odin"]),
        new("pascal", ["pas", "pp", "dpr", "lpr"]) { Aliases = ["delphi"] },
        new("perl", ["pl", "pm", "pod", "t"]) { Interpreters = ["perl"] },
        new("plist", ["plist"]),
        new("powershell", ["ps1", "psm1", "psd1"]) { Interpreters = ["pwsh"], Aliases = ["pwsh"] },
        new("prisma", ["prisma"]),
        new("prolog", ["pro", "prolog"]),
        new("proto", ["proto"]) { Aliases = ["protobuf"] },
        new("puppet", []) { Aliases = ["puppetfile"] },
        new("purescript", ["purs"]),
        new("r", ["r", "rmd"]) { Interpreters = ["rscript"] },
        new("racket", ["rkt"]),
        new("razor", ["razor", "cshtml"]),
        new("rescript", ["res", "resi"]),
        new("rst", ["rst"]) { Aliases = ["restructuredtext"] },
        new("sass", ["sass"]),
        new("scheme", ["scm", "ss"]),
        new("scss", ["scss"]),
        new("solidity", ["sol"]),
        new("svelte", ["svelte"]),
        new("systemverilog", ["sv", "svh"]),
        new("tcl", ["tcl"]) { Interpreters = ["tclsh", "wish"] },
        new("terraform", ["tf", "tfvars", "hcl"]) { Aliases = ["hcl"] },
        new("thrift", ["thrift"]),
        new("twig", ["twig"]),
        new("vala", ["vala", "vapi"]),
        new("vb", ["vb", "vbs", "bas"]) { Aliases = ["visualbasic"] },
        new("verilog", ["v", "vh"]),
        new("vhdl", ["vhd", "vhdl"]),
        new("vim", ["vim"]) { FileNames = [".vimrc"], Aliases = ["vimscript"] },
        new("vue", ["vue"]),
        new("wgsl", ["wgsl"]),
        new("xml", ["xml", "xsd", "xsl", "xslt", "svg", "csproj", "fsproj", "vbproj", "props", "targets", "xaml", "resx", "nuspec", "config", "storyboard"])
        {
            FileNames = ["nuget.config"],
        },
        new("zig", ["zig", "zon"]),
    ];
}
