using System.Text.RegularExpressions;

namespace SemanticSearch.Training.Mining;

/// <summary>Tells licences apart by their words. What is not known as permissive is not trained on.</summary>
internal static partial class Licences
{
    /// <summary>
    /// Characters of a licence file or a file's head in which its own licence is named; further down are those of others.
    /// </summary>
    private const int HeadLength = 4_000;

    private static readonly (string Identifier, string Phrase)[] Permissive =
    [
        ("Apache-2.0", "apache license version 2.0"),
        ("MIT", "permission is hereby granted, free of charge, to any person obtaining a copy"),
        ("BSD-3-Clause", "neither the name"),
        ("BSD-3-Clause", "may not be used to endorse or promote products"),
        ("BSD-3-Clause", "names of its contributors may"),
        ("BSD-2-Clause", "redistributions in binary form must reproduce"),
        ("ISC", "permission to use, copy, modify, and or distribute this software for any purpose"),
        ("ISC", "permission to use, copy, modify, and distribute this software for any purpose"),
        ("Unlicense", "this is free and unencumbered software released into the public domain"),
        ("BSL-1.0", "boost software license"),
        ("Zlib", "provided 'as-is', without any express or implied warranty"),
        ("PostgreSQL", "permission to use, copy, modify, and distribute this software and its documentation for any purpose"),
        ("CC0-1.0", "cc0 1.0 universal"),
        ("Apache-2.0", "licensed under the apache license"),
        ("Apache-2.0", "www.apache.org/licenses/license-2.0"),
        ("MIT", "mit license"),
        ("MIT", "permission is hereby granted, free of charge"),
    ];

    /// <summary>Names that a source file's head may give to its own licence.</summary>
    private static readonly string[] Reciprocal =
    [
        "gnu affero general public", "gnu lesser general public", "gnu library general public", "gnu general public license",
        "mozilla public license", "eclipse public license", "business source license", "server side public license", "elastic license",
        "common development and distribution", "european union public", "microsoft public license", "spdx-license-identifier: gpl",
        "spdx-license-identifier: lgpl", "spdx-license-identifier: agpl", "spdx-license-identifier: mpl",
    ];

    /// <summary>What else spoils a licence file, though a source file may well mention it.</summary>
    private static readonly string[] Restricting =
    [
        "creative commons attribution", "commons clause", "sustainable use license", "gpl-2", "gpl-3", "lgpl", "agpl", "mpl-2",
        "enterprise license", "commercial license", "not be used commercially", "non-commercial",
    ];

    /// <summary>Whether a file of this name states a licence.</summary>
    public static bool IsLicenceFile(string name) => LicenceName().IsMatch(name);

    /// <returns>The SPDX identifier of a permissive licence; null for anything else.</returns>
    public static string? Identify(string text)
    {
        var words = Normalise(text.Length > HeadLength ? text[..HeadLength] : text);
        if (Reciprocal.Any(words.Contains) || Restricting.Any(words.Contains)) return null;
        return Permissive.FirstOrDefault(licence => words.Contains(licence.Phrase)).Identifier;
    }

    /// <summary>Whether a source file says at its head that it is under a licence that is not permissive.</summary>
    public static bool HasOtherLicence(string source)
    {
        var words = Normalise(source.Length > HeadLength / 2 ? source[..(HeadLength / 2)] : source);
        return Reciprocal.Any(words.Contains);
    }

    private static string Normalise(string text) =>
        Blank().Replace(text.ToLowerInvariant().Replace(", version", " version").Replace('"', '\''), " ");

    [GeneratedRegex(@"^((mit-|apache-)?(licen[sc]e|copying|unlicense|copyright)([-._].*)?)$", RegexOptions.IgnoreCase)]
    private static partial Regex LicenceName();

    [GeneratedRegex(@"[\s*#/;]+")]
    private static partial Regex Blank();
}
