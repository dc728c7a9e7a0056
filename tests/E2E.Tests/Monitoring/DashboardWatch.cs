using K8sMirror.Testing;
using K8sMirror.Testing.Monitoring;

namespace K8sMirror.E2E.Monitoring;

/// <summary>Tracks which dashboard queries have had data. Some have none while everything works: what fails, and why.</summary>
internal sealed class DashboardWatch(PrometheusServer prometheus)
{
    private readonly List<(Dashboard Dashboard, DashboardQuery Query)> empty =
        [.. from dashboard in Dashboard.All from query in dashboard.Queries select (dashboard, query)];

    /// <summary>Repeats the queries that have had no data yet.</summary>
    public async Task LookAsync()
    {
        foreach (var open in empty.ToList())
        {
            if (await prometheus.HasDataAsync(open.Dashboard, open.Query))
            {
                empty.Remove(open);
            }
        }
    }

    /// <summary>Returns when every one has had data.</summary>
    public async Task CompleteAsync()
    {
        try
        {
            await EventuallyAsync.True(
                async () =>
                {
                    await LookAsync();
                    return empty.Count == 0;
                },
                "data for every query of every panel");
        }
        catch (TimeoutException timeout)
        {
            throw new TimeoutException($"{timeout.Message}; none for {this}", timeout);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join("; ", empty.Select(open => $"{open.Dashboard.Name}: {open.Query.Panel} ({open.Query.RefId})"));
}
