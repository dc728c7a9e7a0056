using K8sMirror.Bpf;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Traffic;

/// <summary>
/// A client behind eth1 of a node that sends numbered frames all the time, about a thousand a second, and the tools behind eth3 and eth4
/// that count them.
/// </summary>
internal sealed class NodeTraffic : IDisposable
{
    private static readonly string[] ToolNics = ["eth3", "eth4"];
    private static int s_streams;

    // In the upper half of a frame's number: what is left over from an earlier test is told apart.
    private readonly ulong _stream = (ulong)Interlocked.Increment(ref s_streams) << 32;
    private readonly ToolCount[] _tools;
    private readonly Thread _client;
    private volatile bool _stop;
    private volatile uint _next;

    /// <summary>Starts at once.</summary>
    public NodeTraffic(TestNode node, bool promptly = false)
    {
        Node = node;
        _tools = [.. ToolNics.Select(nic => new ToolCount(node, nic, promptly))];
        _client = new Thread(Send) { IsBackground = true, Name = $"client of {node.Name}" };
        _client.Start();
    }

    /// <summary>The node.</summary>
    public TestNode Node { get; }

    /// <summary>The number of the client's next frame.</summary>
    public uint Now => _next;

    /// <summary>Returns once a frame that is sent from now on has reached the tool behind eth3 (tool 0) or eth4 (tool 1).</summary>
    public void Flows(int tool = 0, TimeSpan? patience = null)
    {
        var from = _stream + Now;
        Eventually.True(() => _tools[tool].Since(from) > 0, $"copies behind {Node.Name}'s {ToolNics[tool]}", patience);
    }

    /// <summary>When the first copy came after a moment, both as Stopwatch counts; waits for it.</summary>
    public long FirstCopyAfter(long moment, int tool = 0)
    {
        long? first = null;
        Eventually.True(() => (first = _tools[tool].FirstAfter(moment)) is not null, $"a copy behind {Node.Name}'s {ToolNics[tool]}");
        return first!.Value;
    }

    /// <summary>Returns once frames are sent of which none reaches the tool.</summary>
    public void IsSilent(int tool = 0) => Eventually.True(() =>
    {
        // What was on its way when the mirror was reported gone has arrived when a hundred more were sent.
        var from = Now;
        Eventually.True(() => Now > from + 100, $"{Node.Name}'s client sends");
        return _tools[tool].Since(_stream + from) == 0;
    }, $"silence behind {Node.Name}'s {ToolNics[tool]}");

    /// <summary>
    /// Stops the client and checks that every frame from <paramref name="first"/> on came exactly once. A copy that did not come must be one
    /// that the node refused and counted: on a machine that is busy with other things it sheds copies, by design.
    /// </summary>
    public void EveryFrameCameOnce(uint first, int tool = 0)
    {
        Stop();
        var end = Now;
        Assert.True(end > first, "nothing was sent");
        var numbers = Enumerable.Range((int)first, (int)(end - first)).Select(number => (ulong)number).ToList();
        try
        {
            Eventually.True(() => _tools[tool].CopiesOf(_stream + end - 1) > 0, "the last frame");
        }
        catch (TimeoutException)
        {
            // It is among the missing.
        }
        Assert.Equal(0, _tools[tool].Missed);
        Assert.DoesNotContain(numbers, number => _tools[tool].CopiesOf(_stream + number) > 1);
        var missing = numbers.Where(number => _tools[tool].CopiesOf(_stream + number) == 0).ToList();
        if (missing.Count > 0 && Node.Refused() is var refused)
        {
            Assert.True(missing.Count <= refused,
                $"{Node.Name}: of frames {first} to {end - 1}, {missing.Count} never came and {refused} were refused: {string.Join(", ", missing.Take(20))}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        foreach (var tool in _tools)
        {
            tool.Dispose();
        }
    }

    private void Stop()
    {
        _stop = true;
        _client.Join();
    }

    private void Send()
    {
        using var behind = Node.Behind("eth1");
        using var sender = new FrameSender(behind, "eth1");
        while (!_stop)
        {
            // An EtherType for experiments: the node's own stack has no use for it, and nothing else on the wire has it.
            sender.Send(new PacketBuilder().EtherType(0x88b5).Numbered(_stream + _next).PadTo().Build());
            _next++;
            Thread.Sleep(1); // The pace, not a wait for anything.
        }
    }
}
