using K8sMirror.Cluster.Direct;
using Xunit;

namespace K8sMirror.Cluster.Tests;

/// <summary>Where a pod finds the API server.</summary>
public sealed class InClusterTests
{
    [Theory]
    [InlineData("10.96.0.1", "https://10.96.0.1:6443/")]
    [InlineData("api.example", "https://api.example:6443/")]
    [InlineData("2001:db8::1", "https://[2001:db8::1]:6443/")]
    [InlineData("[2001:db8::1]", "https://[2001:db8::1]:6443/")]
    public void The_server_is_at_an_address_of_either_family_or_a_name(string host, string server) =>
        Assert.Equal(server, InCluster.Server(host, "6443").AbsoluteUri);
}
