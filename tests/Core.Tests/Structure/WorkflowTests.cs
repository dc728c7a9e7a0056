using System.Text.RegularExpressions;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Structure;

/// <summary>The forge's workflows, which no test can run.</summary>
public sealed partial class WorkflowTests
{
    /// <summary>Who can move another project's tag must not get this project's releases.</summary>
    [Fact]
    public void Actions_of_others_are_pinned_to_a_commit_with_its_version()
    {
        var uses = Directory.GetFiles(Repository.At(".github/workflows")).SelectMany(File.ReadLines).Select(line => line.Trim())
            .Where(line => line.Contains("uses: ", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches(Pinned(), line));
    }

    [Fact]
    public void A_release_is_published_after_its_tests() =>
        Assert.Contains("needs: [test, build]\n", Repository.Read(".github/workflows/release.yml"), StringComparison.Ordinal);

    [GeneratedRegex(@"uses: (\./\S+|[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$")]
    private static partial Regex Pinned();
}
