using K8sMirror.Bpf;
using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Traffic;

/// <summary>
/// A client behind eth1 of a node that constantly sends numbered frames, and the tools behind eth3 and eth4 that count them. About two hundred
/// frames per second, which use almost none of a CPU budget: if the machine does not stall for long, nothing is refused, and the test is exact.
/// </summary>
internal sealed class NodeTraffic : IDisposable
{
    private static readonly string[] ToolNics = ["eth3", "eth4"];
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(5);
    private static int streams;

    // In the upper half of a frame's number, so that frames of an earlier test can be recognized.
    private readonly ulong stream = (ulong)Interlocked.Increment(ref streams) << 32;
    private readonly ToolCount[] tools;
    private readonly Thread client;
    private volatile bool stop;
    private volatile uint next;

    /// <summary>Starts at once.</summary>
    public NodeTraffic(TestNode node, bool promptly = false)
    {
        Node = node;
        tools = [.. ToolNics.Select(nic => new ToolCount(node, nic, promptly))];
        client = new Thread(Send) { IsBackground = true, Name = $"client of {node.Name}" };
        client.Start();
    }

    /// <summary>The node.</summary>
    public TestNode Node { get; }

    /// <summary>The number of the client's next frame.</summary>
    public uint Now => next;

    /// <summary>Returns once a frame sent from now on has reached the tool behind eth3 (tool 0) or eth4 (tool 1).</summary>
    public void Flows(int tool = 0, TimeSpan? patience = null)
    {
        var from = stream + Now;
        Eventually.True(() => tools[tool].HasReached(from), $"copies behind {Node.Name}'s {ToolNics[tool]}", patience);
    }

    /// <summary>Time of the first copy after a moment, both as Stopwatch timestamps; waits for it.</summary>
    public long FirstCopyAfter(long moment, int tool = 0)
    {
        long? first = null;
        Eventually.True(() => (first = tools[tool].FirstAfter(moment)) is not null, $"a copy behind {Node.Name}'s {ToolNics[tool]}");
        return first!.Value;
    }

    /// <summary>How many frames from this number on have arrived.</summary>
    public int CameSince(uint first, int tool = 0) => tools[tool].Since(stream + first);

    /// <summary>Whether none of a hundred frames that are sent now reaches the tool.</summary>
    public bool IsSilentNow(int tool = 0)
    {
        var from = Now;
        Eventually.True(() => Now > from + 100, $"{Node.Name}'s client sends");
        return CameSince(from, tool) == 0;
    }

    /// <summary>Returns once newly sent frames no longer reach the tool.</summary>
    public void IsSilent(int tool = 0) => Eventually.True(() => IsSilentNow(tool), $"silence behind {Node.Name}'s {ToolNics[tool]}");

    /// <summary>
    /// Stops the client and checks that every frame from <paramref name="first"/> on arrived exactly once. A missing copy must be one
    /// that the node refused because of its CPU budget, before it made the copy, and counted; and the node's counters must match to the frame.
    /// </summary>
    public void EveryFrameCameOnce(uint first, int tool = 0)
    {
        Stop();
        var end = Now;
        Assert.True(end > first, "nothing was sent");
        var numbers = Enumerable.Range((int)first, (int)(end - first)).Select(number => (ulong)number).ToList();
        try
        {
            Eventually.True(() => tools[tool].CopiesOf(stream + end - 1) > 0, "the last frame");
        }
        catch (TimeoutException)
        {
            // It is one of the missing frames.
        }
        Assert.Equal(0, tools[tool].Missed);
        Assert.DoesNotContain(numbers, number => tools[tool].CopiesOf(stream + number) > 1);
        var missing = numbers.Where(number => tools[tool].CopiesOf(stream + number) == 0).ToList();
        var books = Books(tool, numbers.Count - missing.Count);
        var story = $"{Node.Name}: of frames {first} to {end - 1}, {missing.Count} never came: {string.Join(", ", missing.Take(20))}; {books}";
        Assert.True(books.Seen >= numbers.Count - missing.Count && books.Seen == books.Sent + books.AllDropped, story);
        Assert.True(missing.Count <= books.Dropped.GetValueOrDefault(EdgeCount.Refusal), story);
    }

    /// <summary>The node's counters, once nothing is in flight; an agent that has just started may have none yet.</summary>
    private EdgeCount Books(int tool, int atLeast)
    {
        EdgeCount? last = null;
        try
        {
            Eventually.True(() => (last = Node.Count(ToolNics[tool])) is var count && count.Seen >= atLeast && count.Seen == count.Sent + count.AllDropped, "nothing under way");
        }
        catch (TimeoutException)
        {
            // Callers check and report it.
        }
        return last!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        foreach (var tool in tools)
        {
            tool.Dispose();
        }
    }

    private void Stop()
    {
        stop = true;
        client.Join();
    }

    private void Send()
    {
        using var behind = Node.Behind("eth1");
        using var sender = new FrameSender(behind, "eth1");
        while (!stop)
        {
            // An experimental EtherType: the node's own stack ignores it, and nothing else on the wire uses it.
            if (sender.TrySend(new PacketBuilder().EtherType(0x88b5).Numbered(stream + next).PadTo().Build()))
            {
                next++;
            }
            Thread.Sleep(Pace); // The send rate, not a wait for anything.
        }
    }
}
