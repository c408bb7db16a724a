using SemanticSearch.Training.Mining;

namespace SemanticSearch.Training.Tests.Mining;

public sealed class LicenceTests
{
    [Theory]
    [InlineData("The MIT License (MIT)\n\nPermission is hereby granted, free of charge, to any person\nobtaining a copy of this", "MIT")]
    [InlineData("                              Apache License\n                        Version 2.0, January 2004", "Apache-2.0")]
    [InlineData("Redistributions in binary form must reproduce the above ...\nNeither the name of the copyright holder", "BSD-3-Clause")]
    [InlineData("Redistributions in binary form must reproduce the above", "BSD-2-Clause")]
    [InlineData("Permission to use, copy, modify, and/or distribute this software for any purpose with", "ISC")]
    [InlineData("This is free and unencumbered software released into the public domain.", "Unlicense")]
    [InlineData("This software is provided \"as-is\", without any express or implied warranty.", "Zlib")]
    public void Permissive_licences_are_told_by_their_words(string text, string expected) =>
        Assert.Equal(expected, Licences.Identify(text));

    [Theory]
    [InlineData("GNU GENERAL PUBLIC LICENSE\n Version 3, 29 June 2007")]
    [InlineData("GNU LESSER GENERAL PUBLIC LICENSE")]
    [InlineData("Mozilla Public License Version 2.0")]
    [InlineData("Business Source License 1.1")]
    [InlineData("MIT License for the core; files under ee/ are under the Enterprise License")]
    [InlineData("All rights reserved.")]
    public void Others_are_refused(string text) => Assert.Null(Licences.Identify(text));

    [Fact]
    public void A_file_that_names_the_GPL_at_its_head_is_told_apart()
    {
        Assert.True(Licences.HasOtherLicence("/* This program is free software under the terms of the GNU General\n * Public License as published */"));
        Assert.False(Licences.HasOtherLicence("// Licensed under the MIT license.\nint main() {}"));
    }

    [Theory]
    [InlineData("LICENSE", true)]
    [InlineData("license.txt", true)]
    [InlineData("LICENSE-MIT", true)]
    [InlineData("COPYING", true)]
    [InlineData("MIT-LICENSE.txt", true)]
    [InlineData("LicenseChecker.cs", false)]
    [InlineData("copy.c", false)]
    public void Licence_files_are_told_by_their_names(string name, bool expected) => Assert.Equal(expected, Licences.IsLicenceFile(name));
}
