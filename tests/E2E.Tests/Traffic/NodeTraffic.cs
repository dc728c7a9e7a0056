using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Traffic;

/// <summary>A client behind eth1 of a node that sends all the time, and the tools behind eth3 and eth4.</summary>
internal sealed class NodeTraffic : IDisposable
{
    private static readonly string[] Tools = ["eth3", "eth4"];
    private static uint s_streams;
    private readonly FrameCapture[] _tools;
    private readonly FrameSender _client;

    /// <summary>Starts at once.</summary>
    public NodeTraffic(TestNode node)
    {
        Node = node;
        _tools = [.. Tools.Select(nic =>
        {
            using var behind = node.Behind(nic);
            return new FrameCapture(behind, nic);
        })];
        using var client = node.Behind("eth1");
        _client = new FrameSender(client, "eth1", Interlocked.Increment(ref s_streams));
    }

    /// <summary>The node.</summary>
    public TestNode Node { get; }

    /// <summary>The number of the client's next frame.</summary>
    public uint Now => _client.Next;

    /// <summary>Returns once a frame that is sent from now on has reached the tool behind eth3 (tool 0) or eth4 (tool 1).</summary>
    public void Flows(int tool = 0, TimeSpan? patience = null)
    {
        var from = Now;
        Eventually.True(() => _tools[tool].Count(_client.Stream, from) > 0, $"copies behind {Node.Name}'s tool {tool}", patience);
    }

    /// <summary>Says whether, of the next frames that are sent, none reaches a tool.</summary>
    public void IsSilent(int tool = 0)
    {
        // What was on its way when the mirror was reported gone has arrived when a hundred more were sent.
        Eventually.True(() =>
        {
            var from = Now;
            Eventually.True(() => Now > from + 100, $"{Node.Name}'s client sends");
            return _tools[tool].Count(_client.Stream, from) == 0;
        }, $"silence behind {Node.Name}'s tool {tool}");
    }

    /// <summary>Stops the client and checks that every frame from <paramref name="first"/> on came exactly once.</summary>
    public void EveryFrameCameOnce(uint first, int tool = 0)
    {
        var end = _client.Stop();
        Assert.True(end > first, "nothing was sent");
        var wrong = new List<string>();
        try
        {
            Eventually.True(() => _tools[tool].CopiesOf(_client.Stream, end - 1) > 0, "the last frame");
        }
        catch (TimeoutException)
        {
            wrong.Add("the last frame never came");
        }
        for (var number = first; number < end; number++)
        {
            if (_tools[tool].CopiesOf(_client.Stream, number) is var copies and not 1)
            {
                wrong.Add($"{number}: {copies}");
            }
        }
        Assert.True(wrong.Count == 0,
            $"{Node.Name}: of frames {first} to {end - 1}, {wrong.Count} did not come exactly once (number: copies): {string.Join(", ", wrong.Take(20))}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        foreach (var tool in _tools)
        {
            tool.Dispose();
        }
    }
}
