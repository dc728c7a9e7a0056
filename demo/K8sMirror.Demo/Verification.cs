using System.Globalization;

namespace K8sMirror.Demo;

/// <summary>
/// Compares what tools captured with what entered their sources, frame by frame and byte by byte. Several CPUs can handle frames of one source
/// at once, without a common order, so the two sides are compared as multisets; if the order is also the same, that is reported.
/// </summary>
internal static class Verification
{
    /// <summary>True if every tool has exactly its sources' frames; prints what was compared, or the first frame that differs.</summary>
    public static bool Run(IReadOnlyList<ToolArgument> tools, TextWriter output)
    {
        var good = true;
        foreach (var tool in tools)
        {
            var expected = tool.Sources.SelectMany(Capture.ReadAll).ToList();
            var received = Capture.ReadAll(tool.Capture);
            var difference = expected.Count == 0 ? "nothing entered its sources: the demo has shown nothing" : FirstDifference(expected, received);
            good &= difference is null;
            output.WriteLine(difference is null
                ? string.Create(CultureInfo.InvariantCulture, $"{tool.Nic}  {received.Count,9:N0} frames, {received.Sum(f => (long)f.Length),12:N0} bytes, byte for byte{Order(expected, received, tool)}")
                : $"{tool.Nic}  {difference}");
        }
        return good;
    }

    private static string Order(List<byte[]> expected, List<byte[]> received, ToolArgument tool) =>
        tool.Sources.Count == 1 && expected.Zip(received).All(p => p.First.AsSpan().SequenceEqual(p.Second)) ? ", in the same order" : "";

    private static string? FirstDifference(List<byte[]> expected, List<byte[]> received)
    {
        var missing = Remaining(expected, received);
        var extra = Remaining(received, expected);
        if (missing.Count == 0 && extra.Count == 0)
        {
            return null;
        }
        var text = string.Create(CultureInfo.InvariantCulture, $"{expected.Count:N0} frames entered, {received.Count:N0} were captured: {missing.Count:N0} missing, {extra.Count:N0} that never entered");
        return text + Show("first missing", missing, expected) + Show("first extra", extra, received);
    }

    /// <summary>Indices of <paramref name="frames"/> that have no counterpart in <paramref name="others"/>, in order.</summary>
    private static List<int> Remaining(List<byte[]> frames, List<byte[]> others)
    {
        var counts = new Dictionary<byte[], int>(FrameComparer.Instance);
        foreach (var other in others)
        {
            counts[other] = counts.GetValueOrDefault(other) + 1;
        }
        var remaining = new List<int>();
        for (var i = 0; i < frames.Count; i++)
        {
            var left = counts.GetValueOrDefault(frames[i]);
            if (left == 0)
            {
                remaining.Add(i);
            }
            else
            {
                counts[frames[i]] = left - 1;
            }
        }
        return remaining;
    }

    private static string Show(string label, List<int> indices, List<byte[]> frames)
    {
        if (indices.Count == 0)
        {
            return "";
        }
        var frame = frames[indices[0]];
        var summary = FrameSummary.Of(frame);
        var bytes = string.Join(Environment.NewLine, frame.Chunk(16).Take(8).Select((row, i) => $"      {i * 16:x4}  {Convert.ToHexStringLower(row)}"));
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.NewLine}    {label}: frame {indices[0] + 1:N0}, {frame.Length} bytes, {summary.Protocol} {summary.Text}{Environment.NewLine}{bytes}");
    }
}
