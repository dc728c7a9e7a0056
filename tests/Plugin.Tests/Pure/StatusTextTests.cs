using K8sMirror.Core.Api;
using K8sMirror.Plugin.Statuses;

namespace K8sMirror.Plugin.Tests.Pure;

public sealed class StatusTextTests
{
    [Fact]
    public void A_mirror_in_full_has_its_rules_and_a_list_has_not()
    {
        var mirror = Make.Mirror("web", "eth1", "eth2");
        mirror = mirror with
        {
            Spec = mirror.Spec with { Filter = new() { Rules = [new() { Action = FilterAction.Accept, Protocol = "TCP", Destination = new() { Ports = ["443"] } }] }, Sampling = new() { OneIn = 9 }, SnapLength = 96, RateLimit = new() { PacketsPerSecond = 1000 } },
        };
        var cluster = Make.Cluster([mirror], [Make.Node("a")]);

        var full = StatusText.Render(StatusComposer.Compose(cluster, null, "web"), DateTimeOffset.UnixEpoch, full: true);
        var list = StatusText.Render(StatusComposer.Compose(cluster, null, null), DateTimeOffset.UnixEpoch, full: false);

        Assert.Contains("\nfilter: 1 rule, else Reject; sampling: 1 in 9 by flow; slicing: first 96 bytes; rate limit: 1000 packets/s\n  rules[0]: Accept TCP to port 443\n", full, StringComparison.Ordinal);
        Assert.DoesNotContain("filter", list, StringComparison.Ordinal);
    }
}
