using System.Reflection;
using K8sMirror.Core.Api;
using K8sMirror.Testing;

namespace K8sMirror.Core.Tests.Docs;

/// <summary>Where docs/troubleshooting.md says what to do about a reason, there is such a reason.</summary>
public sealed class ReasonPageTests
{
    [Fact]
    public void Reasons_that_it_speaks_of_are_reasons()
    {
        var reasons = typeof(Reasons).GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => (string)f.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);
        var named = Repository.Read("docs", "troubleshooting.md").Split("| reason | do |")[1].Split('\n').Skip(2).TakeWhile(l => l.StartsWith('|'))
            .SelectMany(l => l.Split('|')[1].Split(',', StringSplitOptions.TrimEntries)).Select(r => r.Trim('`')).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, r => Assert.Contains(r, reasons));
    }
}
