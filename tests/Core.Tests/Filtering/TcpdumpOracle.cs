using System.Buffers.Binary;
using System.Net;
using K8sMirror.Core.Filtering;
using K8sMirror.Core.Filtering.Expressions;
using K8sMirror.Testing;
using K8sMirror.Testing.Filtering;

namespace K8sMirror.Core.Tests.Filtering;

/// <summary>Compares which frames our expressions select with which tcpdump selects.</summary>
internal sealed class TcpdumpOracle : IDisposable
{
    private readonly TempDir folder = new();
    private readonly IReadOnlyList<byte[]> frames;
    private readonly FrameShape[] shapes;
    private readonly string capture;
    private int expressions;
    private int verbatim;
    private int accepted;

    public TcpdumpOracle(IReadOnlyList<byte[]> frames)
    {
        this.frames = frames;
        shapes = [.. frames.Select(f => FrameShape.Of(f))];
        capture = folder.At("all.pcap");
        PcapFile.Write(capture, frames);
    }

    /// <summary>Differences that are not of a documented class.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>Number of pairs of expression and packet that differ, by class.</summary>
    public Dictionary<Difference, int> Differences { get; } = Enum.GetValues<Difference>().ToDictionary(d => d, _ => 0);

    /// <summary>Number of expressions that no packet can match.</summary>
    public int Impossible { get; private set; }

    /// <summary>Compares some expressions; the same for the same seed.</summary>
    public void Compare(int count, int seed)
    {
        var random = new Random(seed);
        var maker = new OracleExpressions(seed, AddressesIn(random, 0x0800, 26, 4), AddressesIn(random, 0x86dd, 22, 16));
        while (expressions < count)
        {
            var expression = maker.Next(1 + (expressions % 12));
            // Another test covers expressions that are refused for their meaning.
            if (!FilterExpression.Compile(expression.Text).Errors.Any(e => e.Message.StartsWith("a second 'vlan'", StringComparison.Ordinal)))
            {
                expressions++;
                Compare(expression);
            }
        }
    }

    public void Dispose() => folder.Dispose();

    public override string ToString() =>
        $"{expressions} expressions, {verbatim} of them word for word as well, {Impossible} true of no packet; {frames.Count} packets, {accepted} accepted; differences: {string.Join(", ", Differences)}";

    // Addresses that occur: conditions that are never true prove nothing. One that begins with 0 has a special meaning as a network.
    private string[] AddressesIn(Random random, ushort etherType, int at, int length) =>
    [
        .. frames.Where(f => f.Length >= at + (2 * length) && BinaryPrimitives.ReadUInt16BigEndian(f.AsSpan(12)) == etherType)
            .SelectMany(f => new[] { f[at..(at + length)], f[(at + length)..(at + (2 * length))] })
            .Where(a => a[0] != 0)
            .OrderBy(_ => random.Next())
            .Select(a => new IPAddress(a).ToString())
            .Distinct()
            .Take(8),
    ];

    private void Compare(OracleExpression expression)
    {
        var ours = Select(expression.Text);
        accepted += ours.Count(o => o);
        Compare(expression, isExact: true, ours, Tcpdump(expression.BehindTags));
        if (!expression.HasVlan)
        {
            verbatim++;
            Compare(expression, isExact: false, ours, Tcpdump(expression.Text));
        }
    }

    private void Compare(OracleExpression expression, bool isExact, bool[] ours, bool[] theirs)
    {
        for (var packet = 0; packet < frames.Count; packet++)
        {
            if (ours[packet] == theirs[packet])
            {
                continue;
            }
            var difference = shapes[packet].ClassFor(expression, isExact);
            Differences[difference]++;
            if (difference == Difference.None)
            {
                Wrong.Add($"{expression.Text}\n  told tcpdump {(isExact ? "exactly" : "word for word")}; we {(ours[packet] ? "accept" : "reject")} packet {packet}: {Convert.ToHexString(frames[packet])}");
            }
        }
    }

    private bool[] Select(string text)
    {
        var result = FilterExpression.Compile(text);
        if (result.Errors.Count == 1 && result.Errors[0].Message.StartsWith("no packet", StringComparison.Ordinal))
        {
            Impossible++;
            return new bool[frames.Count];
        }
        Assert.True(result.Filter is not null, result.Errors.Count > 0 ? result.Errors[0].Render(text) : text);
        var filter = FilterReader.Read(result.Filter, "filter", out var findings);
        Assert.Empty(findings);
        return [.. frames.Select(f => FilterReference.Accepts(filter, f))];
    }

    // The packets of the capture that are in tcpdump's output: the time of each is its number, in microseconds.
    private bool[] Tcpdump(string expression)
    {
        // Not optimized: libpcap 1.10.3's optimizer turns some of these expressions into programs that accept too much.
        using var process = Command.Start("tcpdump", "-O", "-r", capture, "-w", "-", expression);
        var errors = process.StandardError.ReadToEndAsync();
        using var written = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(written);
        process.WaitForExit();
        var error = errors.GetAwaiter().GetResult();
        var selected = new bool[frames.Count];
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
