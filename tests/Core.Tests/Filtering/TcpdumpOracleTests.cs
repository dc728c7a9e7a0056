using System.Buffers.Binary;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Filtering.Expressions;
using K8sMirror.Testing;
using K8sMirror.Testing.Filtering;

namespace K8sMirror.Core.Tests.Filtering;

public sealed class TcpdumpOracleTests(ITestOutputHelper output)
{
    private const int Expressions = 400;

    [Theory]
    [InlineData(12)]
    public void An_expression_selects_the_packets_that_tcpdump_selects(int seed)
    {
        var frames = OracleCaptures.All(1000 * seed);
        var shapes = frames.Select(f => FrameShape.Of(f)).ToArray();
        using var folder = new TempDir();
        var capture = Path.Combine(folder.Path, "all.pcap");
        PcapFile.Write(capture, frames);
        var maker = new OracleExpressions(seed);
        var wrong = new List<string>();
        var differences = Enum.GetValues<Difference>().ToDictionary(d => d, _ => 0);
        var (verbatim, impossible, accepted) = (0, 0, 0);
        for (var i = 0; i < Expressions; i++)
        {
            OracleExpression expression;
            do
            {
                expression = maker.Next(1 + (i % 12));
            }
            while (FilterExpression.Compile(expression.Text).Errors.Any(e => e.Message.StartsWith("a second 'vlan'", StringComparison.Ordinal)));
            if (Select(expression.Text, frames) is not { } ours)
            {
                impossible++;
                ours = new bool[frames.Count];
            }
            accepted += ours.Count(o => o);
            Compare(expression, isExact: true, ours, Tcpdump(capture, expression.BehindTags, frames.Count));
            if (!expression.HasVlan)
            {
                verbatim++;
                Compare(expression, isExact: false, ours, Tcpdump(capture, expression.Text, frames.Count));
            }
        }
        output.WriteLine($"{Expressions} expressions, {verbatim} of them word for word as well, {impossible} true of no packet; {frames.Count} packets, {accepted} accepted; differences: {string.Join(", ", differences)}");
        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join('\n', wrong.Take(5))}");
        // A class that no packet is in has no place in the documentation.
        Assert.All(differences.Where(d => d.Key != Difference.None), d => Assert.True(d.Value > 0, $"{d.Key} was not met"));
        Assert.InRange(impossible, 0, Expressions / 5);

        void Compare(OracleExpression expression, bool isExact, bool[] ours, bool[] theirs)
        {
            for (var packet = 0; packet < frames.Count; packet++)
            {
                if (ours[packet] == theirs[packet])
                {
                    continue;
                }
                var difference = shapes[packet].ClassFor(expression, isExact);
                differences[difference]++;
                if (difference == Difference.None)
                {
                    wrong.Add($"{(isExact ? expression.BehindTags : expression.Text)}\n  {expression.Text}\n  we {(ours[packet] ? "accept" : "reject")} packet {packet} ({packet / OracleCaptures.FramesOfEach}): {Convert.ToHexString(frames[packet])}");
                }
            }
        }
    }

    // Null: the expression can be true of no packet, which is refused.
    private static bool[]? Select(string text, IReadOnlyList<byte[]> frames)
    {
        var result = FilterExpression.Compile(text);
        if (result.Errors.Count == 1 && result.Errors[0].Message.StartsWith("no packet", StringComparison.Ordinal))
        {
            return null;
        }
        Assert.True(result.Filter is not null, result.Errors.Count > 0 ? result.Errors[0].Render(text) : text);
        var filter = FilterReader.Read(result.Filter, "filter", out var findings);
        Assert.Empty(findings);
        return [.. frames.Select(f => FilterReference.Accepts(filter, f))];
    }

    // Which packets of the capture are in what tcpdump writes: the time of each is its number, in microseconds.
    private static bool[] Tcpdump(string capture, string expression, int count)
    {
        // Not optimized: libpcap 1.10.3's optimizer makes of some of these expressions programs that accept what the expressions do not.
        using var process = Command.Start("tcpdump", "-O", "-r", capture, "-w", "-", expression);
        var errors = process.StandardError.ReadToEndAsync();
        using var written = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(written);
        process.WaitForExit();
        var error = errors.GetAwaiter().GetResult();
        var selected = new bool[count];
        if (error.Contains("rejects all packets", StringComparison.Ordinal))
        {
            return selected;
        }
        Assert.True(process.ExitCode == 0, $"{expression}: {error}");
        var bytes = written.ToArray();
        for (var at = 24; at < bytes.Length; at += 16 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 8)))
        {
            selected[(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)) * 1_000_000) + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4))] = true;
        }
        return selected;
    }
}
