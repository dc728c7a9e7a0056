namespace K8sMirror.Core.Tests.Filtering;

public sealed class TcpdumpOracleTests(ITestOutputHelper output)
{
    private const int Expressions = 400;

    [Fact]
    public void An_expression_selects_the_packets_that_tcpdump_selects()
    {
        using var oracle = new TcpdumpOracle(OracleCaptures.All(20_000));
        oracle.Compare(Expressions, seed: 12);
        output.WriteLine(oracle.ToString());
        Assert.True(oracle.Wrong.Count == 0, $"{oracle.Wrong.Count} wrong:\n{string.Join('\n', oracle.Wrong.Take(5))}");
        // A class without any packet does not belong in the documentation.
        Assert.All(oracle.Differences.Where(d => d.Key != Difference.None), d => Assert.True(d.Value > 0, $"{d.Key} was not met"));
        Assert.InRange(oracle.Impossible, 0, Expressions / 5);
    }

    [Fact]
    public void An_expression_selects_the_packets_that_tcpdump_selects_of_captures_that_others_made()
    {
        var frames = OthersCaptures.All();
        Assert.True(frames.Count > 5000, $"{frames.Count} frames");
        using var oracle = new TcpdumpOracle(frames);
        oracle.Compare(Expressions, seed: 34);
        output.WriteLine(oracle.ToString());
        Assert.True(oracle.Wrong.Count == 0, $"{oracle.Wrong.Count} wrong:\n{string.Join('\n', oracle.Wrong.Take(5))}");
    }
}
