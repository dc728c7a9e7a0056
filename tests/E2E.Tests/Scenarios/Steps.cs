using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>Reports the progress of a long test, and the time of each step.</summary>
internal sealed class Steps(ITestOutputHelper output)
{
    private readonly Stopwatch all = Stopwatch.StartNew();
    private double before;

    /// <summary>A step is complete.</summary>
    public void Done(string what)
    {
        var now = all.Elapsed.TotalSeconds;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{now,6:0.0} s  {now - before,5:0.0} s  {what}"));
        before = now;
    }
}
