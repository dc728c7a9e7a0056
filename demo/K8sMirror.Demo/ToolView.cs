namespace K8sMirror.Demo;

/// <summary>Follows one tool's growing capture and keeps the totals for the table.</summary>
internal sealed class ToolView : IDisposable
{
    private readonly Capture capture;
    private readonly Dictionary<string, long> byProtocol = [];

    public ToolView(ToolArgument tool)
    {
        Tool = tool;
        capture = new(tool.Capture);
    }

    public ToolArgument Tool { get; }

    public long Frames { get; private set; }

    public long Bytes { get; private set; }

    public string Last { get; private set; } = "";

    public long Count(string protocol) => byProtocol.GetValueOrDefault(protocol);

    /// <summary>Reads what was captured since the last call.</summary>
    public void Update()
    {
        while (capture.Next() is { } frame)
        {
            var summary = FrameSummary.Of(frame);
            Frames++;
            Bytes += frame.Length;
            byProtocol[summary.Protocol] = Count(summary.Protocol) + 1;
            Last = $"{summary.Protocol} {summary.Text}";
        }
    }

    public void Dispose() => capture.Dispose();
}
