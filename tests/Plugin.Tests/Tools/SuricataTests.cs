using K8sMirror.Testing;

namespace K8sMirror.Plugin.Tests.Tools;

/// <summary>Debian's Suricata as a tool: real clients and servers, the real agent on the real kernel, the rules of examples/suricata.</summary>
public sealed class SuricataTests
{
    private const int Times = 5;

    [KernelFact]
    public void Alerts_are_raised_for_both_directions_of_each_flow_once_and_from_copies_only()
    {
        using var bench = new ToolBench();
        using var servers = new Servers(bench.Node, bench.Client);
        using var suricata = new Suricata(bench.Tool);
        using var manifests = new TempDir();
        var alerts = new ExampleAlerts(servers, suricata);
        File.Copy(Repository.At("examples/suricata/mirror.yaml"), manifests.At("mirror.yaml"));

        // Production traffic without a mirror: the tool must see none of it.
        alerts.Provoke("before", isMirrored: false);

        bench.Mirror(manifests.Path);
        for (var i = 0; i < Times; i++)
        {
            alerts.Provoke($"after={i}", isMirrored: true);
        }
        alerts.AreExact();
    }
}
