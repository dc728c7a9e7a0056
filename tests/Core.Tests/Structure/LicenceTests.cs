using System.Text.RegularExpressions;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Structure;

/// <summary>Every file has a licence: BPF programs in their first line, because the kernel requires it, all others in REUSE.toml.</summary>
public sealed partial class LicenceTests
{
    private const string OfPrograms = "GPL-2.0-only OR MIT";

    [Fact]
    public void BPF_programs_say_theirs_in_their_first_line()
    {
        var programs = Command.Run("git", "-C", Repository.Root, "ls-files", "*.c", "*.h").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("bpf/k8smirror.bpf.c", programs);
        Assert.All(programs, file => Assert.Equal(OfPrograms, Identifier().Match(File.ReadLines(Repository.At(file)).First()).Groups[1].Value));
    }

    [Fact]
    public void All_other_files_are_under_the_repositorys_own()
    {
        var reuse = Repository.Read("REUSE.toml");
        Assert.Contains("path = \"**\"\n", reuse, StringComparison.Ordinal);
        Assert.Contains("SPDX-License-Identifier = \"Apache-2.0\"\n", reuse, StringComparison.Ordinal);
        Assert.Equal(Repository.Read("LICENSE"), Repository.Read("LICENSES", "Apache-2.0.txt"));
    }

    [Fact]
    public void The_text_of_each_licence_is_there_and_no_other() =>
        Assert.Equal(
            OfPrograms.Split(" OR ").Append("Apache-2.0").Order(StringComparer.Ordinal),
            Directory.GetFiles(Repository.At("LICENSES")).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [GeneratedRegex(@"License-Identifier: ([A-Za-z0-9. -]*[A-Za-z0-9.])")]
    private static partial Regex Identifier();
}
