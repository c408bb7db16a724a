using SemanticSearch.Engine.Chunking;

namespace SemanticSearch.Engine.Tests.Chunking;

public sealed class LanguagesTests
{
    [Theory]
    [InlineData("src/a/Program.cs", "csharp")]
    [InlineData("a.PY", "python")]
    [InlineData("types.d.ts", "typescript")]
    [InlineData("Dockerfile", "dockerfile")]
    [InlineData("Dockerfile.build", "dockerfile")]
    [InlineData("build.zig", "zig")]
    [InlineData("schema.proto", "proto")]
    [InlineData("main.tf", "terraform")]
    [InlineData("CMakeLists.txt", "cmake")]
    [InlineData("notes", "text")]
    [InlineData("notes.unknown", "text")]
    public void A_file_name_tells_the_language(string path, string language) => Assert.Equal(language, Languages.Of(path));

    [Theory]
    [InlineData("#!/usr/bin/env python3.12", "python")]
    [InlineData("#!/bin/sh -e", "bash")]
    [InlineData("#!/usr/bin/env -S node --harmony", "javascript")]
    [InlineData("# nothing", "text")]
    public void A_script_without_extension_is_told_by_its_first_line(string line, string language) => Assert.Equal(language, Languages.Of("bin/tool", line));

    [Theory]
    [InlineData("cs", "csharp")]
    [InlineData("C#", "csharp")]
    [InlineData(".py", "python")]
    [InlineData("golang", "go")]
    [InlineData("c++", "cpp")]
    [InlineData("text", "text")]
    [InlineData("klingon", null)]
    public void A_filter_may_say_name_alias_or_extension(string asked, string? language) => Assert.Equal(language, Languages.Resolve(asked));

    [Fact]
    public void Every_language_resolves_to_itself() => Assert.All(Languages.All, language => Assert.Equal(language, Languages.Resolve(language)));
}
