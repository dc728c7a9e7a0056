using K8sMirror.E2E.Cluster;
using K8sMirror.Testing;
using Xunit;

namespace K8sMirror.E2E.Scenarios;

/// <summary>The chart's own test, run like a user would.</summary>
[Collection(ClusterTests.Name)]
public sealed class HelmTestTests
{
    [KernelFact]
    public void Passes_on_a_release_that_is_well_and_leaves_nothing()
    {
        Assert.Contains("Succeeded", Release.Test(), StringComparison.Ordinal);
        Eventually.Equal(
            "", () => Kubectl.Run("-n", Release.Namespace, "get", "pod,sa,role,rolebinding", "-l", "app.kubernetes.io/component=test", "-o", "name"), TimeSpan.FromSeconds(30));
    }
}
