using K8sMirror.E2E.Cluster;
using K8sMirror.E2E.Faults;
using K8sMirror.E2E.Monitoring;
using K8sMirror.Testing;
using K8sMirror.Testing.Monitoring;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>Each alert fires for its cause, at its place, without others, and ends with it; the dashboards show what happens.</summary>
[Collection(ClusterTests.Name)]
[Trait(ClusterTests.Other, ClusterTests.Faults)]
public sealed class AlertTests(AlertSite site) : IClassFixture<AlertSite>
{
    /// <summary>Each fault, in words.</summary>
    public static TheoryData<string> Faults { get; } = new(Fault.Names);

    [KernelTheory]
    [MemberData(nameof(Faults))]
    public Task A_fault_raises_its_alerts_and_no_others(string fault) => site.RaisesAsync(fault);

    [Fact]
    public void Every_alert_has_a_fault_that_raises_it() => Assert.Equal(
        Alert.All.Select(alert => alert.Name).Order(StringComparer.Ordinal),
        Fault.Raised.Select(alert => "K8sMirror" + alert.Name).Distinct().Order(StringComparer.Ordinal));

    /// <summary>Some panels have data only during a fault: runs those that have not run yet.</summary>
    [KernelFact]
    public async Task Every_panel_of_every_dashboard_has_data()
    {
        foreach (var fault in Fault.Names)
        {
            await site.RaisesAsync(fault);
        }
        await site.DashboardsCompleteAsync();
    }
}
