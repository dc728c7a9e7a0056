using System.Collections.Concurrent;
using K8sMirror.Bpf.Links;
using K8sMirror.Testing;

namespace K8sMirror.Bpf.Tests.Links;

public sealed class LinkMonitorTests : IDisposable
{
    private readonly TestNetNs ns = new();
    private readonly LinkControl control;
    private readonly LinkReader reader;
    private readonly BlockingCollection<LinkWake> wakes = [];

    public LinkMonitorTests()
    {
        control = ns.Run(() => new LinkControl());
        reader = ns.Run(() => new LinkReader());
    }

    public void Dispose()
    {
        control.Dispose();
        reader.Dispose();
        ns.Dispose();
        wakes.Dispose();
    }

    [KernelFact]
    public void Each_change_wakes_and_is_in_the_list_then()
    {
        using var elsewhere = new TestNetNs();
        using var monitor = ns.Run(() => new LinkMonitor(wakes.Add));

        var end = control.CreateVeth(new("va", "vb")).End;
        AwaitWake(links => links.ByName("va") is not null);
        control.Rename(end.Index, "vx");
        AwaitWake(links => links.ByName("vx") is not null);
        control.SetUp(end.Index, up: true);
        AwaitWake(links => links.ByName("vx")!.IsUp);
        control.SetMtu(end.Index, 1300);
        AwaitWake(links => links.ByName("vx")!.Mtu == 1300);
        control.MoveTo(end.Index, elsewhere.Handle);
        AwaitWake(links => links.ByName("vx") is null);
        control.Delete(reader.Read().ByName("vb")!.Index);
        AwaitWake(links => links.ByName("vb") is null);
    }

    [KernelFact]
    public void A_flood_that_is_not_taken_ends_in_one_wake_that_says_so()
    {
        using var hold = new ManualResetEventSlim();
        using var monitor = ns.Run(() => new LinkMonitor(wake =>
        {
            wakes.Add(wake);
            hold.Wait();
        }));
        var end = control.CreateVeth(new("va", "vb")).End;
        for (var i = 0; i < 3000; i++)
        {
            control.SetMtu(end.Index, 1000 + (i % 500));
        }
        hold.Set();
        Eventually.True(() => wakes.Contains(LinkWake.Lost), "the loss is reported");
    }

    [KernelFact]
    public void Nothing_of_another_namespace_wakes()
    {
        using var elsewhere = new TestNetNs();
        using var monitor = elsewhere.Run(() => new LinkMonitor(wakes.Add));
        control.CreateVeth(new("va", "vb"));
        using var there = elsewhere.Run(() => new LinkControl());
        there.CreateVeth(new("vc", "vd"));
        Eventually.True(() => wakes.Count > 0, "its own changes wake");
    }

    // Whatever came before, a wake-up follows the change, and the list read then contains it.
    private void AwaitWake(Func<LinkTable, bool> shows)
    {
        while (true)
        {
            Assert.True(wakes.TryTake(out _, Eventually.Patience), "no wake");
            if (shows(reader.Read()))
            {
                return;
            }
        }
    }
}
