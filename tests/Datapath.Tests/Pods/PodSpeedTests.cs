using System.Diagnostics;
using K8sMirror.Core.Api;
using K8sMirror.Testing;

namespace K8sMirror.Datapath.Tests.Pods;

/// <summary>Time with as many pods as a node has. The limits allow for a busy machine; the times are printed.</summary>
public sealed class PodSpeedTests
{
    private const int Pods = 100;

    [KernelFact]
    public void A_hundred_pods_are_mirrored_soon_after_they_are_asked_for_and_one_more_soon_after_it_comes()
    {
        using var node = new PodNode();
        for (var i = 0; i < Pods; i++)
        {
            AddPod(node, i);
        }
        // Once for the JIT compiler.
        node.Settle(Mirror(1));
        node.Pass();

        var first = Time(() => node.Pass(Mirror(Pods)));
        var again = Time(() => node.Pass(Mirror(Pods)));
        AddPod(node, Pods);
        var more = Time(() => node.Pass(Mirror(Pods + 1)));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"a pass with {Pods} new pods: {first.TotalMilliseconds:F1} ms; one that changes nothing: {again.TotalMilliseconds:F1} ms; one with one more pod: {more.TotalMilliseconds:F1} ms");
        Assert.True(first < TimeSpan.FromSeconds(5) && again < TimeSpan.FromSeconds(1) && more < TimeSpan.FromSeconds(1), $"{first} {again} {more}");
        Assert.Equal($"p{Pods}:received", node.CopiedToTool(($"p{Pods}", $"end{Pods}", "eth0")));
    }

    private static void AddPod(PodNode node, int i)
    {
        node.AddPod($"p{i}", $"end{i}");
        node.Inside($"p{i}").Ip($"addr add {Ip(i)}/32 dev eth0");
    }

    private static string Ip(int i) => $"10.244.{i / 100}.{(i % 100) + 1}";

    private static MirrorSession Mirror(int pods) => PodNode.Mirror(Ip(0), MirrorDirection.Ingress) with { Pods = [.. Enumerable.Range(0, pods).Select(i => PodNode.Pod(Ip(i)))] };

    private static TimeSpan Time(Func<NodeMirrorStatus> pass)
    {
        var clock = Stopwatch.StartNew();
        var status = pass();
        var taken = clock.Elapsed;
        Assert.Equal(ProgrammedState.Programmed, status.Sessions[0].State);
        return taken;
    }
}
