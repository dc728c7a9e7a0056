namespace K8sMirror.Operator.Tests.Cluster;

/// <summary>A test on an empty cluster.</summary>
public abstract class ClusterTest(ApiServerFixture fixture) : IAsyncLifetime
{
    internal TestCluster Cluster { get; } = new(fixture.Server);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // What a failed test left behind is not the next one's fault.
        if (!Cluster.Server.IsRunning)
        {
            await Cluster.Server.RestartAsync();
        }

        await Cluster.EmptyAsync();
    }

    /// <summary>An operator on these nodes that has just planned the mirror <c>ids</c> on each of them.</summary>
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

    /// <summary>The same, and each node's agent has said that it carries the mirror out.</summary>
    internal async Task<RunningOperator> ProgrammedAsync(params string[] nodes)
    {
        var op = await PlannedAsync(nodes);
        await ReportProgrammedAsync(nodes);
        return op;
    }

    /// <summary>The agents of the nodes, which have <c>ids</c> in their specs by now, report it carried out.</summary>
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
