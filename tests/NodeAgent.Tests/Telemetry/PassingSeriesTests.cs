using K8sMirror.Core.Api;
using K8sMirror.NodeAgent.Planning;
using K8sMirror.NodeAgent.Reconciling;
using K8sMirror.NodeAgent.Telemetry;

namespace K8sMirror.NodeAgent.Tests.Telemetry;

public sealed class PassingSeriesTests
{
    [Fact]
    public void A_way_that_leads_over_one_NIC_after_the_other_does_not_use_up_the_series()
    {
        var made = 0;
        using var series = new PassingSeries("passing", 2, _ => made++);
        foreach (var nic in (string[])["eth0", "eth1", "eth0", "eth1"])
        {
            series.Prepare(View(nic));
        }
        Assert.Equal((0, 1), (series.Renewals, made));

        series.Prepare(View("eth2"));
        Assert.Equal((1, 2), (series.Renewals, made));
        series.Prepare(View("eth0"));
        Assert.Equal((1, 2), (series.Renewals, made));
    }

    [Fact]
    public void Pods_that_come_one_after_the_other_behind_NICs_of_one_name_do_not_use_up_the_series()
    {
        using var series = new PassingSeries("passing", 2, _ => { });
        for (var i = 0; i < 7; i++)
        {
            series.Prepare(new(1, new NodeMirrorStatus(), [], [], DateTimeOffset.UnixEpoch) { Pods = [new("a", "veth1", "shop", $"web-{i}")] });
        }
        Assert.Equal(3, series.Renewals);
    }

    private static AgentView View(string nic) =>
        new(1, new NodeMirrorStatus(), [], [], DateTimeOffset.UnixEpoch) { Collectors = [new CollectorReach("vxlan:7@192.0.2.8", nic, IsUp: true)] };
}
