using K8sMirror.E2E.Faults;
using K8sMirror.Testing;
using K8sMirror.Testing.Monitoring;
using Xunit;

namespace K8sMirror.E2E.Monitoring;

/// <summary>Checks that faults raise their alerts, and no others.</summary>
internal sealed class AlertWatch(PrometheusServer prometheus)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Causes the fault, waits for its alerts, repairs it, and waits until they have ended.</summary>
    public async Task RaisesAsync(Fault fault, DashboardWatch dashboards)
    {
        var mayFire = fault.Raises.Select(alert => alert.Name).Concat(fault.AlsoRaises).Select(name => "K8sMirror" + name).ToHashSet(StringComparer.Ordinal);
        await SilentAsync($" before '{fault}'"); // The previous one may have failed half-way.
        try
        {
            fault.Inject();
            foreach (var expected in fault.Raises)
            {
                var seen = await UntilAsync(
                    firing =>
                    {
                        fault.Provoke?.Invoke();
                        return firing.Any(expected.Is);
                    },
                    $"{fault}: {expected} fires");
                Assert.All(seen.First(expected.Is).Texts.Values, text => Assert.DoesNotMatch(@"<no value>|<\w+>|error expanding|%!", text));
                Assert.All(seen, alert => Assert.True(mayFire.Contains(alert.Name), $"{fault}: {alert} has nothing to do with it"));
            }
            await dashboards.LookAsync();
        }
        finally
        {
            fault.Mend();
        }
        await SilentAsync($" after '{fault}'");
    }

    /// <summary>Returns when no alert fires.</summary>
    public Task SilentAsync(string when = "") => UntilAsync(firing => firing.Count == 0, "silence" + when);

    private async Task<IReadOnlyList<FiringAlert>> UntilAsync(Func<IReadOnlyList<FiringAlert>, bool> holds, string what)
    {
        IReadOnlyList<FiringAlert> last = [];
        try
        {
            return await EventuallyAsync.Get(async () => holds(last = await prometheus.FiringAsync()) ? last : null, what, Patience);
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"{timeout.Message}; what fires: {string.Join(", ", last)}", timeout);
        }
    }
}
