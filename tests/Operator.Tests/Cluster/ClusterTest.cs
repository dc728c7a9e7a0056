namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>A test on an empty cluster.</summary>
public abstract class ClusterTest(ApiServerFixture fixture) : IAsyncLifetime
{
    internal TestCluster Cluster { get; } = new(fixture.Server);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // State left behind by a failed test must not affect the next one.
        if (!Cluster.Server.IsRunning)
        {
            await Cluster.Server.RestartAsync();
        }

        await Cluster.EmptyAsync();
    }

    /// <summary>An operator on these nodes that has planned the mirror <c>ids</c> on each of them.</summary>
    internal async Task<RunningOperator> PlannedAsync(params string[] nodes)
    {
        foreach (var node in nodes)
        {
            await Cluster.AddNodeAsync(node);
        }

        await Cluster.AddMirrorAsync("ids");
        var op = await RunningOperator.StartAsync(Cluster.Server);
        foreach (var node in nodes)
        {
            await Cluster.SessionsBecomeAsync(node, "ids");
        }

        return op;
    }

    /// <summary>The same, and each node's agent has reported the mirror as programmed.</summary>
    internal async Task<RunningOperator> ProgrammedAsync(params string[] nodes)
    {
        var op = await PlannedAsync(nodes);
        await ReportProgrammedAsync(nodes);
        return op;
    }

    /// <summary>The agents of the nodes, whose specs now have <c>ids</c>, report it as programmed.</summary>
    internal async Task ReportProgrammedAsync(params string[] nodes)
    {
        foreach (var node in nodes)
        {
            await Cluster.SessionsBecomeAsync(node, "ids");
            await new SimulatedAgent(Cluster, node).ReportAsync();
        }

        await Cluster.ConditionBecomesAsync("ids", "Programmed", "True/Programmed");
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}
