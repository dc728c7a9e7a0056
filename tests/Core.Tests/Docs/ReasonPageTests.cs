using System.Reflection;
using System.Text.RegularExpressions;
using K8sMirror.Core.Api;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Docs;

/// <summary>Every reason in docs/troubleshooting.md exists.</summary>
public sealed class ReasonPageTests
{
    private static readonly HashSet<string> Known =
        typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);

    /// <summary>Keeps the list closed: only constants are used as reasons, never literals.</summary>
    [Fact]
    public void No_reason_is_written_out_where_it_is_used()
    {
        string[] own = ["Reasons.cs", "ConditionTypes.cs"];
        var literal = new Regex($"(Reason = |Reason: )\"|\"({string.Join('|', Known)})\"");
        var files = Directory.GetFiles(Repository.At("src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal) && !own.Contains(Path.GetFileName(f))).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(from file in files
                     from line in File.ReadLines(file)
                     where literal.IsMatch(line) && !line.TrimStart().StartsWith("///", StringComparison.Ordinal)
                     select $"{Path.GetFileName(file)}: {line.Trim()}");
    }

    [Fact]
    public void Reasons_that_it_speaks_of_are_reasons()
    {
        var named = Repository.Read("docs", "troubleshooting.md").Split("| reason | do |")[1].Split('\n').Skip(2).TakeWhile(l => l.StartsWith('|'))
            .SelectMany(l => l.Split('|')[1].Split(',', StringSplitOptions.TrimEntries)).Select(r => r.Trim('`')).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, r => Assert.Contains(r, Known));
    }
}
